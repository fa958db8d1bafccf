namespace EarlyBert.Tasks;

/// <summary>Scores of a regression, as GLUE counts them. Both lists have one number a row.</summary>
public static class RegressionMetrics
{
    /// <summary>Names that <see cref="Compute"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["pearson", "spearman", "mean_squared_error"];

    /// <summary>The scores asked for, by name and in the order asked.</summary>
    /// <param name="gold">True numbers.</param>
    /// <param name="predicted">Predicted numbers.</param>
    /// <param name="names">Some of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">A name is unknown, the lists differ in length, or there is no row.</exception>
    public static IReadOnlyDictionary<string, double> Compute(IReadOnlyList<float> gold, IReadOnlyList<float> predicted, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var scores = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            scores[name] = name switch
            {
                "pearson" => Pearson(gold, predicted),
                "spearman" => Spearman(gold, predicted),
                "mean_squared_error" => MeanSquaredError(gold, predicted),
                _ => throw new ArgumentException($"'{name}' is no metric of a regression; use some of {string.Join(", ", Names)}.", nameof(names)),
            };
        }

        return scores;
    }

    /// <summary>Pearson's correlation, -1 to 1; not a number where all numbers of a list are equal.</summary>
    public static double Pearson(IReadOnlyList<float> gold, IReadOnlyList<float> predicted)
    {
        Check(gold, predicted);
        return Correlation([.. gold.Select(value => (double)value)], [.. predicted.Select(value => (double)value)]);
    }

    /// <summary>Spearman's rank correlation, -1 to 1: Pearson's of the ranks, equal numbers sharing the mean of theirs.</summary>
    public static double Spearman(IReadOnlyList<float> gold, IReadOnlyList<float> predicted)
    {
        Check(gold, predicted);
        return Correlation(Ranks(gold), Ranks(predicted));
    }

    /// <summary>The mean of the squared differences.</summary>
    public static double MeanSquaredError(IReadOnlyList<float> gold, IReadOnlyList<float> predicted)
    {
        Check(gold, predicted);
        return gold.Zip(predicted).Average(pair => Math.Pow((double)pair.First - pair.Second, 2));
    }

    private static double Correlation(double[] first, double[] second)
    {
        var (meanOfFirst, meanOfSecond) = (first.Average(), second.Average());
        double together = 0, ofFirst = 0, ofSecond = 0;
        for (var row = 0; row < first.Length; row++)
        {
            var (a, b) = (first[row] - meanOfFirst, second[row] - meanOfSecond);
            together += a * b;
            ofFirst += a * a;
            ofSecond += b * b;
        }

        return together / Math.Sqrt(ofFirst * ofSecond);
    }

    private static double[] Ranks(IReadOnlyList<float> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(row => values[row]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
                end++;
            for (var place = start; place < end; place++)
                ranks[order[place]] = (start + end + 1) / 2.0;
            start = end;
        }

        return ranks;
    }

    private static void Check(IReadOnlyList<float> gold, IReadOnlyList<float> predicted)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(predicted);
        if (gold.Count == 0 || gold.Count != predicted.Count)
            throw new ArgumentException($"There are {gold.Count} true and {predicted.Count} predicted numbers; both lists need the same rows, at least one.", nameof(predicted));
    }
}
