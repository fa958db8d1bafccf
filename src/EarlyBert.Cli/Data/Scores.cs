using EarlyBert.Tasks;

namespace EarlyBert.Cli.Data;

/// <summary>From class probabilities to scores.</summary>
internal static class Scores
{
    /// <summary>Accuracy, F1 (of class 1, or the mean over classes when there are more than two) and Matthews' coefficient.</summary>
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyList<int> gold, IReadOnlyList<float[]> probabilities, int classes) => Metrics.Compute(
        gold,
        [.. probabilities.Select(TextClassifier.LabelOf)],
        "accuracy", classes == 2 ? "f1" : "macro_f1", "matthews");

    /// <summary>The same for a task's validation set and, where there is one, its mismatched set, whose names get that ending.</summary>
    /// <param name="rows">The validation set; null: none.</param>
    /// <param name="mismatched">MNLI's second set; null: none.</param>
    /// <param name="score">Class probabilities of texts and second texts.</param>
    /// <param name="classes">Number of classes.</param>
    public static IReadOnlyDictionary<string, double> Of(
        LabelledTexts? rows, LabelledTexts? mismatched, Func<IReadOnlyList<string>, IReadOnlyList<string>?, IReadOnlyList<float[]>> score, int classes)
    {
        var scores = new OrderedDictionary<string, double>();
        foreach (var (part, ending) in new[] { (rows, ""), (mismatched, "_mismatched") })
        {
            if (part is null)
                continue;
            foreach (var (name, value) in Of(part.Labels, score(part.Texts, part.Pairs), classes))
                scores.Add(name + ending, value);
        }

        return scores;
    }

    /// <summary>The correlations and the mean squared error of a regression's validation set.</summary>
    /// <param name="rows">The validation set.</param>
    /// <param name="score">Numbers of texts and second texts.</param>
    public static IReadOnlyDictionary<string, double> Of(ScoredTexts rows, Func<IReadOnlyList<string>, IReadOnlyList<string>?, IReadOnlyList<float>> score) =>
        RegressionMetrics.Compute(rows.Scores, score(rows.Texts, rows.Pairs), RegressionMetrics.Names);
}
