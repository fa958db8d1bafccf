using System.Globalization;

namespace EarlyBert.Display;

/// <summary>A colour of the screen, and what WCAG 2 says about two of them.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
internal readonly record struct Color(byte Red, byte Green, byte Blue)
{
    /// <summary>A colour from its hexadecimal form, <c>#rrggbb</c>.</summary>
    public static Color Of(string hex)
    {
        var value = int.Parse(hex.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Color((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>A colour between two: 0 is the first, 1 the second.</summary>
    public static Color Between(Color first, Color second, double at)
    {
        return new Color(Mix(first.Red, second.Red), Mix(first.Green, second.Green), Mix(first.Blue, second.Blue));

        byte Mix(byte a, byte b) => (byte)Math.Round(a + ((b - a) * at));
    }

    /// <summary>WCAG's contrast ratio, 1 to 21: text needs 4.5, large text and what a chart is read by 3.</summary>
    public static double Contrast(Color first, Color second)
    {
        var (a, b) = (first.Luminance, second.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>WCAG's relative luminance, 0 to 1.</summary>
    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}
