using System.Globalization;
using System.Text;

namespace EarlyBert.Text;

/// <summary>
/// Kinds of characters as BERT's basic tokenizer sees them (transformers' <c>tokenization_bert.py</c>), from .NET's own
/// Unicode data, which are the same on every platform.
/// </summary>
internal static class Characters
{
    /// <summary>Words end here: space, tab, line ends, every space separator (Zs), and U+2028 and U+2029, at which Python's <c>split</c> parts too.</summary>
    public static bool IsSeparator(int codePoint) => codePoint switch
    {
        ' ' or '\t' or '\n' or '\r' => true,
        < 0xA0 => false,
        0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000 => true,
        _ => false,
    };

    /// <summary>
    /// Vanishes without parting a word: all of category C (controls, format characters, private use, unassigned) except
    /// separators, and U+FFFD, as which .NET reads a surrogate without partner.
    /// </summary>
    public static bool IsRemoved(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>A CJK ideograph, which is a word by itself. Kana and Hangul are not.</summary>
    public static bool IsIdeograph(int codePoint) => codePoint is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B820 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>A word by itself: category P, and the ASCII signs, of which some are symbols to Unicode (<c>$ + &lt; = &gt; ^ ` | ~</c>).</summary>
    public static bool IsPunctuation(int codePoint) => codePoint < 128
        ? codePoint is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    /// <summary>Number of code points.</summary>
    public static int CountCodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }
}
