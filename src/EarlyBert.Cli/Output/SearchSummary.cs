using EarlyBert.Tickets;

namespace EarlyBert.Cli.Output;

/// <summary>
/// <c>search-summary.json</c>: what a report draws of a search. Per recorded moment and layer the spread of the coefficients, and the
/// distances between the masks of all moments (paper Figure 1).
/// </summary>
internal sealed record SearchSummary
{
    /// <summary>Bars of each histogram.</summary>
    private const int Bins = 32;

    private static readonly double[] Levels = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    /// <summary>The quantiles that are kept; 0 is the smallest coefficient, 1 the largest.</summary>
    public IReadOnlyList<double> QuantileLevels => Levels;

    /// <summary>Optimizer steps before each moment.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    public required Units Heads { get; init; }

    public required Units Neurons { get; init; }

    /// <summary>Distance of each moment's masks to those of the moment before, as in the ticket.</summary>
    public required IReadOnlyList<MaskDistancePoint> DistanceTrace { get; init; }

    /// <summary>Heads or neurons.</summary>
    internal sealed record Units
    {
        /// <summary>[moment][layer][level], see <see cref="QuantileLevels"/>.</summary>
        public required double[][][] Quantiles { get; init; }

        /// <summary>Edges of the histograms' bins, one more than there are bins.</summary>
        public required double[] HistogramEdges { get; init; }

        /// <summary>[moment][layer][bin]: number of coefficients.</summary>
        public required int[][][] Histograms { get; init; }

        /// <summary>[moment][moment]: normalised Hamming distance of the masks.</summary>
        public required double[][] MaskDistances { get; init; }
    }

    public static SearchSummary Of(SearchRecord record, DrawOptions options)
    {
        var distances = record.Distances(options);
        return new SearchSummary
        {
            Steps = record.Steps,
            Heads = Summarise(record.Heads, distances.Heads),
            Neurons = Summarise(record.Neurons, distances.Neurons),
            DistanceTrace = MaskDistance.Trace(record, options),
        };
    }

    private static Units Summarise(IReadOnlyList<float[][]> moments, IReadOnlyList<double[]> distances)
    {
        double low = moments.Min(layers => layers.Min(units => units.Min()));
        double high = moments.Max(layers => layers.Max(units => units.Max()));
        var width = high > low ? (high - low) / Bins : 1.0 / Bins;
        return new Units
        {
            Quantiles = Each(moments, QuantilesOf),
            HistogramEdges = [.. Enumerable.Range(0, Bins + 1).Select(edge => low + (edge * width))],
            Histograms = Each(moments, units => HistogramOf(units, low, width)),
            MaskDistances = [.. distances],
        };
    }

    private static T[][] Each<T>(IReadOnlyList<float[][]> moments, Converter<float[], T> summarise) => [.. moments.Select(layers => Array.ConvertAll(layers, summarise))];

    private static double[] QuantilesOf(float[] units)
    {
        var sorted = units.Order().ToArray();
        return Array.ConvertAll(Levels, level => (double)sorted[(int)Math.Round(level * (sorted.Length - 1))]);
    }

    private static int[] HistogramOf(float[] units, double low, double width)
    {
        var counts = new int[Bins];
        foreach (var unit in units)
            counts[Math.Clamp((int)((unit - low) / width), 0, Bins - 1)]++;
        return counts;
    }
}
