using System.Globalization;
using System.Text;

namespace EarlyBert.Text;

/// <summary>
/// Which small letter a capital sigma becomes, as in Python's <c>str.lower</c> (Unicode's Final_Sigma): ς after a letter with
/// case and before none, else σ. Characters that case ignores, such as apostrophes and accents, are looked through.
/// </summary>
internal static class FinalSigma
{
    public const int Capital = 0x3A3;
    private const int Medial = 0x3C3, Final = 0x3C2;

    /// <summary>The small letter for the capital sigma at a position; its word ends at separators and ideographs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="index">Where the sigma stands.</param>
    /// <param name="removes">Controls and what else BERT removes are looked through; else format characters alone, as Python does.</param>
    public static int Lower(ReadOnlySpan<char> text, int index, bool removes = true) =>
        EndsWithCasedLetter(text[..index], removes) && !StartsWithCasedLetter(text[(index + 1)..], removes) ? Final : Medial;

    private static bool EndsWithCasedLetter(ReadOnlySpan<char> text, bool removes)
    {
        while (!text.IsEmpty)
        {
            Rune.DecodeLastFromUtf16(text, out var rune, out var length);
            if (Decides(rune, removes))
                return IsCased(rune);
            text = text[..^length];
        }

        return false;
    }

    private static bool StartsWithCasedLetter(ReadOnlySpan<char> text, bool removes)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Decides(rune, removes))
                return IsCased(rune);
        }

        return false;
    }

    private static bool Decides(Rune rune, bool removes) => Characters.IsSeparator(rune.Value) || !((removes && Characters.IsRemoved(rune)) || IsCaseIgnorable(rune));

    /// <summary>Unicode's Case_Ignorable.</summary>
    private static bool IsCaseIgnorable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;

    /// <summary>Unicode's Cased, without the letters that <see cref="IsCaseIgnorable"/> holds as well. Separators and ideographs are not.</summary>
    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
