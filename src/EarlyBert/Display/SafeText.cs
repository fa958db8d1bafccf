using System.Globalization;
using System.Text;

namespace EarlyBert.Display;

/// <summary>Texts of unknown origin as text in HTML, SVG and attributes: whatever they hold, they are shown, not obeyed.</summary>
internal static class SafeText
{
    /// <summary>U+2400, the picture of U+0000; those of the other control characters follow it.</summary>
    private const char ControlPictures = '\u2400';

    /// <summary>
    /// The text with HTML's own characters escaped, control characters as their pictures (␀), and characters that turn the reading
    /// direction or cannot be stored as their numbers (⟨U+202E⟩).
    /// </summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) // a half surrogate comes as U+FFFD
            Append(safe, rune);
        return safe.ToString();
    }

    /// <summary>The text, or its beginning and an ellipsis when it is longer than <paramref name="length"/>.</summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return text[..end].TrimEnd() + "…";
    }

    private static void Append(StringBuilder safe, Rune rune)
    {
        var escaped = rune.Value switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\t' or '\n' or '\r' => " ",
            < 0x20 => ((char)(ControlPictures + rune.Value)).ToString(),
            0x7F => "\u2421",
            _ when IsUnseen(rune) => string.Create(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩"),
            _ => null,
        };
        if (escaped is null)
            safe.Append(rune);
        else
            safe.Append(escaped);
    }

    /// <summary>C1 controls, marks that turn the reading direction, lines and paragraphs that end where none is meant, and code points that are no characters.</summary>
    private static bool IsUnseen(Rune rune) => rune.Value
        is (>= 0x80 and <= 0x9F)
        or 0x061C or 0x200E or 0x200F or 0xFEFF
        or (>= 0x2028 and <= 0x202E)
        or (>= 0x2066 and <= 0x2069)
        or (>= 0xFDD0 and <= 0xFDEF)
        || (rune.Value & 0xFFFE) == 0xFFFE;
}
