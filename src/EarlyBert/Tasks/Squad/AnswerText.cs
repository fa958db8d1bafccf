using System.Globalization;
using System.Text;
using EarlyBert.Text;

namespace EarlyBert.Tasks.Squad;

/// <summary>
/// How SQuAD's scripts compare answers: lower-case, without ASCII punctuation, then without the words a, an and the, white space
/// collapsed. Characters are classed as Python's <c>str.lower</c>, <c>\b</c> and <c>str.split</c> do, not as .NET does.
/// </summary>
internal static class AnswerText
{
    /// <summary>I with dot above, the one character whose small letter is two.</summary>
    private const int DottedCapitalI = 0x130;

    /// <summary>The normalised text.</summary>
    public static string Normalize(string text) => string.Join(' ', Words(text));

    /// <summary>The words of the normalised text.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = WithoutArticles(WithoutPunctuation(Lower(text)));
        var (words, start) = (new List<string>(), 0);
        for (var i = 0; i <= plain.Length; i++)
        {
            if (i < plain.Length && !IsWhiteSpace(plain[i]))
                continue;
            if (i > start)
                words.Add(plain[start..i]);
            start = i + 1;
        }

        return words;
    }

    private static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        for (int index = 0, length; index < text.Length; index += length)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out length) != System.Buffers.OperationStatus.Done)
                lower.Append(text, index, length);
            else if (rune.Value == DottedCapitalI)
                lower.Append("i\u0307");
            else if (rune.Value == FinalSigma.Capital)
                lower.Append((char)FinalSigma.Lower(text, index, removes: false));
            else
                lower.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return lower.ToString();
    }

    private static string WithoutPunctuation(string text) => string.Concat(text.Where(c => !(c < 128 && Characters.IsPunctuation(c))));

    /// <summary>Every longest stretch of word characters that is an article becomes a space.</summary>
    private static string WithoutArticles(string text)
    {
        var (kept, start, index) = (new StringBuilder(text.Length), 0, 0);
        while (index < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length);
            if (!IsWordCharacter(rune))
            {
                AddWord(index);
                kept.Append(text, index, length);
                start = index + length;
            }

            index += length;
        }

        AddWord(index);
        return kept.ToString();

        void AddWord(int end) => kept.Append(text[start..end] is "a" or "an" or "the" ? " " : text[start..end]);
    }

    /// <summary>Python's <c>\w</c>: letters, numbers of every kind and the underscore; not marks, as in .NET.</summary>
    private static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Python's <c>str.isspace</c>, which counts the four ASCII separators too. All are single chars.</summary>
    private static bool IsWhiteSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1C' and <= '\x1F';
}
