using System.Globalization;

namespace EarlyBert.Display.Charts;

/// <summary>The numbers that an axis names: steps of 1, 2 or 5 times a power of ten.</summary>
internal sealed class Ticks
{
    private readonly double _step;

    /// <param name="low">The axis's smallest value.</param>
    /// <param name="high">Its largest.</param>
    /// <param name="wanted">About how many there should be.</param>
    /// <param name="whole">Whole numbers only.</param>
    public Ticks(double low, double high, int wanted, bool whole = false)
    {
        var rough = Math.Max(high - low, 1e-12) / Math.Max(1, wanted);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        _step = power * ((rough / power) switch { <= 1.5 => 1, <= 3 => 2, <= 7 => 5, _ => 10 });
        if (whole)
            _step = Math.Max(1, _step);
        var first = Math.Ceiling((low / _step) - 1e-9);
        var last = Math.Floor((high / _step) + 1e-9);
        Values = [.. Enumerable.Range(0, Math.Max(0, (int)(last - first)) + 1).Select(index => (first + index) * _step)];
    }

    public IReadOnlyList<double> Values { get; }

    /// <summary>A value as the axis writes it.</summary>
    public string Label(double value)
    {
        var culture = CultureInfo.InvariantCulture;
        if (Math.Abs(value) < _step / 1e6)
            return "0";
        if (_step < 1e-3)
            return value.ToString("0.#e-0", culture);
        if (Math.Abs(value) >= 1e6)
            return (value / 1e6).ToString("0.##", culture) + " M";
        if (Math.Abs(value) >= 1e4)
            return (value / 1e3).ToString("0.##", culture) + " k";
        var digits = Math.Max(0, (int)Math.Ceiling(-Math.Log10(_step) - 1e-9));
        return value.ToString("F" + digits.ToString(culture), culture);
    }
}
