namespace EarlyBert.Display.Charts;

/// <summary>From the smallest to the largest value of an axis.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest; more than the smallest.</param>
internal readonly record struct Extent(double Low, double High)
{
    /// <summary>What holds all values; around a single one there is room.</summary>
    /// <param name="values">The values; those that are not finite do not count.</param>
    /// <param name="margin">Room at both ends, as a share of the whole.</param>
    public static Extent Of(IEnumerable<double> values, double margin = 0)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        if (high - low <= 1e-12 * Math.Max(1, Math.Abs(high)))
        {
            var room = Math.Max(0.5 * Math.Abs(high), 1e-6);
            return low == 0 ? new Extent(0, 1) : new Extent(low - room, high + room);
        }

        return new Extent(low - (margin * (high - low)), high + (margin * (high - low)));
    }

    /// <summary>With this value inside.</summary>
    public Extent With(double value) => new(Math.Min(Low, value), Math.Max(High, value));

    /// <summary>Where a value lies: 0 at the smallest, 1 at the largest.</summary>
    public double Share(double value) => (value - Low) / (High - Low);
}
