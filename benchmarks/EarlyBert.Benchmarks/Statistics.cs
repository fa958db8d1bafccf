namespace EarlyBert.Benchmarks;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>"mean ± standard deviation"; the mean alone of one value.</summary>
    public static string Spread(IReadOnlyCollection<double> values, string format)
    {
        var mean = values.Average();
        var text = mean.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        if (values.Count == 1)
            return text;
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return $"{text} ± {deviation.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
