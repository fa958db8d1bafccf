using System.Globalization;

namespace EarlyBert.Cli.Output;

/// <summary>Several values of one thing, as people write them.</summary>
internal static class Spread
{
    /// <summary>Mean ± standard deviation; the mean alone of one value, nothing of none.</summary>
    /// <param name="values">The values.</param>
    /// <param name="format">How a number is written.</param>
    public static string Of(IReadOnlyList<double> values, string format)
    {
        if (values.Count == 0)
            return "";
        var mean = values.Average();
        var text = mean.ToString(format, CultureInfo.InvariantCulture);
        return values.Count == 1
            ? text
            : $"{text} ± {Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)).ToString(format, CultureInfo.InvariantCulture)}";
    }
}
