namespace EarlyBert.Tasks.Squad;

/// <summary>
/// Scores of answers as SQuAD's own scripts count them (<c>evaluate-v1.1.py</c>, <c>evaluate-v2.0.py</c>), under their names. Scores of a
/// set are percentages, 0 to 100; those of one answer lie between 0 and 1.
/// </summary>
public static class SquadMetrics
{
    /// <summary>The text as answers are compared: lower-case, without ASCII punctuation, without a, an and the, white space collapsed.</summary>
    public static string Normalize(string text) => AnswerText.Normalize(text);

    /// <summary>1 when both texts are the same after <see cref="Normalize"/>, else 0.</summary>
    public static double ExactMatch(string prediction, string gold) => Normalize(prediction) == Normalize(gold) ? 1 : 0;

    /// <summary>
    /// The harmonic mean of precision and recall over the words of the normalised texts, each word counted as often as it occurs in both.
    /// </summary>
    /// <param name="prediction">The predicted text.</param>
    /// <param name="gold">A true text.</param>
    /// <param name="emptyMatch">Two texts without words agree (1), as in version 2.0; in version 1.1 they share nothing (0). Default: false.</param>
    public static double F1(string prediction, string gold, bool emptyMatch = false)
    {
        var (claimed, there) = (AnswerText.Words(prediction), AnswerText.Words(gold));
        if (claimed.Count == 0 || there.Count == 0)
            return emptyMatch && claimed.Count == there.Count ? 1 : 0;
        var left = there.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var shared = 0;
        foreach (var word in claimed)
        {
            if (left.GetValueOrDefault(word) == 0)
                continue;
            left[word]--;
            shared++;
        }

        if (shared == 0)
            return 0;
        var (precision, recall) = ((double)shared / claimed.Count, (double)shared / there.Count);
        return 2 * precision * recall / (precision + recall);
    }

    /// <summary>Scores as version 1.1 has them: <c>exact_match</c> and <c>f1</c>, each the best over a question's answers.</summary>
    /// <param name="questions">The questions, at least one; one without an answer counts 0.</param>
    /// <param name="predictions">Predicted texts by question id; a question without counts 0.</param>
    public static IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<SquadQuestion> questions, IReadOnlyDictionary<string, string> predictions)
    {
        Check(questions, predictions);
        return new OrderedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["exact_match"] = 100 * questions.Sum(question => Best(question, ExactMatch)) / questions.Count,
            ["f1"] = 100 * questions.Sum(question => Best(question, (prediction, gold) => F1(prediction, gold))) / questions.Count,
        };

        double Best(SquadQuestion question, Func<string, string, double> score) =>
            predictions.TryGetValue(question.Id, out var prediction) ? question.Answers.Select(gold => score(prediction, gold.Text)).DefaultIfEmpty(0).Max() : 0;
    }

    /// <summary>
    /// Scores as version 2.0 has them: <c>exact</c>, <c>f1</c> and <c>total</c>; the same for questions with an answer (<c>HasAns_*</c>) and
    /// without (<c>NoAns_*</c>), where there are such; and with <paramref name="noAnswerScores"/> the best that any threshold gives
    /// (<c>best_exact</c>, <c>best_f1</c>) and that threshold (<c>best_exact_thresh</c>, <c>best_f1_thresh</c>).
    /// </summary>
    /// <param name="questions">The questions, at least one.</param>
    /// <param name="predictions">Predicted texts by question id, empty for "no answer"; a question without counts 0.</param>
    /// <param name="noAnswerScores">By question id, how much speaks for "no answer"; null: not known.</param>
    /// <param name="threshold">A question whose score is larger counts as not answered, whatever was predicted. Default: 1, for probabilities.</param>
    public static IReadOnlyDictionary<string, double> EvaluateWithNoAnswers(IReadOnlyList<SquadQuestion> questions, IReadOnlyDictionary<string, string> predictions,
        IReadOnlyDictionary<string, double>? noAnswerScores = null, double threshold = 1)
    {
        Check(questions, predictions);
        var rows = Array.ConvertAll([.. questions], question => AnswerScore.Of(question, predictions.GetValueOrDefault(question.Id), noAnswerScores?.GetValueOrDefault(question.Id) ?? 0));
        var scores = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        Add("", rows);
        Add("HasAns_", Array.FindAll(rows, row => row.HasAnswer));
        Add("NoAns_", Array.FindAll(rows, row => !row.HasAnswer));
        if (noAnswerScores is not null)
        {
            (scores["best_exact"], scores["best_exact_thresh"]) = BestThreshold(rows, row => row.Exact);
            (scores["best_f1"], scores["best_f1_thresh"]) = BestThreshold(rows, row => row.F1);
        }

        return scores;

        void Add(string prefix, AnswerScore[] some)
        {
            if (some.Length == 0)
                return;
            scores[prefix + "exact"] = 100 * some.Sum(row => row.ExactAt(threshold)) / some.Length;
            scores[prefix + "f1"] = 100 * some.Sum(row => row.F1At(threshold)) / some.Length;
            scores[prefix + "total"] = some.Length;
        }
    }

    /// <summary>
    /// The best sum of scores over all thresholds, from "nothing is answered" on: questions are answered one after the other, the surest first.
    /// </summary>
    private static (double Percent, double Threshold) BestThreshold(AnswerScore[] rows, Func<AnswerScore, double> score)
    {
        var current = (double)rows.Count(row => !row.HasAnswer);
        var (best, threshold) = (current, 0.0);
        foreach (var row in rows.OrderBy(row => row.NoAnswerScore))
        {
            current += row.HasAnswer ? score(row) : row.IsAnswered ? -1 : 0;
            if (current > best)
                (best, threshold) = (current, row.NoAnswerScore);
        }

        return (100 * best / rows.Length, threshold);
    }

    private static void Check(IReadOnlyList<SquadQuestion> questions, IReadOnlyDictionary<string, string> predictions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(predictions);
        if (questions.Count == 0)
            throw new ArgumentException("There is no question; scores need at least one.", nameof(questions));
    }
}
