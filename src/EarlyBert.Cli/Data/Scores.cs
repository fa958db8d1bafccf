using EarlyBert.Tasks;

namespace EarlyBert.Cli.Data;

/// <summary>From class probabilities to scores.</summary>
internal static class Scores
{
    /// <summary>Accuracy, F1 (of class 1, or the mean over classes when there are more than two) and Matthews' coefficient.</summary>
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyList<int> gold, IReadOnlyList<float[]> probabilities, int classes) => Metrics.Compute(
        gold,
        [.. probabilities.Select(Largest)],
        "accuracy", classes == 2 ? "f1" : "macro_f1", "matthews");

    /// <summary>The index of the largest value; of equal ones the first.</summary>
    public static int Largest(float[] values)
    {
        var best = 0;
        for (var index = 1; index < values.Length; index++)
            best = values[index] > values[best] ? index : best;
        return best;
    }
}
