namespace EarlyBert.Tasks;

/// <summary>Scores of a classifier, as GLUE counts them. Classes are 0-based indices; both lists have one entry a row.</summary>
public static class Metrics
{
    /// <summary>Names that <see cref="Compute"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["accuracy", "f1", "macro_f1", "matthews"];

    /// <summary>The scores asked for, by name and in the order asked.</summary>
    /// <param name="gold">True classes.</param>
    /// <param name="predicted">Predicted classes.</param>
    /// <param name="names">Some of <see cref="Names"/>; <c>f1</c> is that of class 1.</param>
    /// <exception cref="ArgumentException">A name is unknown, the lists differ in length, or there is no row.</exception>
    public static IReadOnlyDictionary<string, double> Compute(IReadOnlyList<int> gold, IReadOnlyList<int> predicted, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var scores = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            scores[name] = name switch
            {
                "accuracy" => Accuracy(gold, predicted),
                "f1" => F1(gold, predicted),
                "macro_f1" => MacroF1(gold, predicted),
                "matthews" => Matthews(gold, predicted),
                _ => throw new ArgumentException($"'{name}' is no metric; use some of {string.Join(", ", Names)}.", nameof(names)),
            };
        }

        return scores;
    }

    /// <summary>The share of rows whose class was predicted, 0 to 1.</summary>
    public static double Accuracy(IReadOnlyList<int> gold, IReadOnlyList<int> predicted)
    {
        Check(gold, predicted);
        var right = 0;
        for (var row = 0; row < gold.Count; row++)
            right += gold[row] == predicted[row] ? 1 : 0;
        return (double)right / gold.Count;
    }

    /// <summary>The harmonic mean of one class's precision and recall, 0 to 1; 0 where the class occurs nowhere.</summary>
    /// <param name="gold">True classes.</param>
    /// <param name="predicted">Predicted classes.</param>
    /// <param name="positive">The class that counts.</param>
    public static double F1(IReadOnlyList<int> gold, IReadOnlyList<int> predicted, int positive = 1)
    {
        Check(gold, predicted);
        long hits = 0, claimed = 0, there = 0;
        for (var row = 0; row < gold.Count; row++)
        {
            claimed += predicted[row] == positive ? 1 : 0;
            there += gold[row] == positive ? 1 : 0;
            hits += gold[row] == positive && predicted[row] == positive ? 1 : 0;
        }

        return claimed + there == 0 ? 0 : 2.0 * hits / (claimed + there);
    }

    /// <summary>The plain mean of <see cref="F1"/> over the classes that occur in either list, 0 to 1.</summary>
    public static double MacroF1(IReadOnlyList<int> gold, IReadOnlyList<int> predicted)
    {
        Check(gold, predicted);
        return gold.Concat(predicted).Distinct().Order().Average(label => F1(gold, predicted, label));
    }

    /// <summary>
    /// Matthews' correlation coefficient, -1 to 1, for any number of classes (Gorodkin 2004); 0 where one list holds a single class.
    /// </summary>
    public static double Matthews(IReadOnlyList<int> gold, IReadOnlyList<int> predicted)
    {
        Check(gold, predicted);
        var there = Tally(gold);
        var claimed = Tally(predicted);
        double rows = gold.Count, right = 0, products = 0;
        for (var row = 0; row < gold.Count; row++)
            right += gold[row] == predicted[row] ? 1 : 0;
        foreach (var (label, count) in there)
            products += (double)count * claimed.GetValueOrDefault(label);
        var spread = (rows * rows - SumOfSquares(claimed)) * (rows * rows - SumOfSquares(there));
        return spread == 0 ? 0 : (right * rows - products) / Math.Sqrt(spread);
    }

    private static Dictionary<int, long> Tally(IReadOnlyList<int> labels) => labels.CountBy(label => label).ToDictionary(pair => pair.Key, pair => (long)pair.Value);

    private static double SumOfSquares(Dictionary<int, long> counts) => counts.Values.Sum(count => (double)count * count);

    private static void Check(IReadOnlyList<int> gold, IReadOnlyList<int> predicted)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(predicted);
        if (gold.Count == 0 || gold.Count != predicted.Count)
            throw new ArgumentException($"There are {gold.Count} true and {predicted.Count} predicted classes; both lists need the same rows, at least one.", nameof(predicted));
    }
}
