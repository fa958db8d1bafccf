using System.Collections.Frozen;
using System.Globalization;
using EarlyBert.Text;

namespace EarlyBert.Pretraining;

/// <summary>
/// Splits a paragraph into sentences by plain rules: a sentence ends at <c>. ! ? …</c>, with the quotes and brackets that close behind it,
/// if white space and then a capital, a letter of a script without case, a digit or an opening quote follow; not behind common English
/// abbreviations and single initials. Next-sentence examples need no more than that: a wrong end costs little, as both sides stay text.
/// </summary>
internal static class SentenceSplitter
{
    private const string Ends = ".!?…", Closing = "\"'”’»)]}", Opening = "\"'“‘«„(";

    /// <summary>Words before a full stop that ends no sentence, besides single letters with full stops between (<c>e.g. U.S. J.</c>).</summary>
    private static readonly FrozenSet<string> Abbreviations = FrozenSet.Create(
        StringComparer.Ordinal,
        "Mr", "Mrs", "Ms", "Dr", "Prof", "Rev", "Hon", "St", "Mt", "Ft", "Jr", "Sr", "Gen", "Col", "Maj", "Capt", "Cpt", "Lt", "Sgt", "Cpl", "Gov", "Sen", "Rep", "Pres",
        "No", "Nos", "Vol", "vol", "Fig", "fig", "Figs", "Op", "op", "pp", "ed", "eds", "vs", "v", "cf", "ca", "approx", "al", "viz",
        "Jan", "Feb", "Mar", "Apr", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AbbreviationBySpan = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds the places of a paragraph's sentences to a list, without the white space around them; together they hold all the rest.</summary>
    public static void Split(ReadOnlySpan<char> paragraph, List<Range> sentences)
    {
        var start = SkipSpace(paragraph, 0);
        for (var i = start; i < paragraph.Length; i++)
        {
            if (!Ends.Contains(paragraph[i]))
                continue;
            var first = i;
            while (i + 1 < paragraph.Length && Ends.Contains(paragraph[i + 1]))
                i++;
            var single = first == i && paragraph[i] == '.';
            while (i + 1 < paragraph.Length && Closing.Contains(paragraph[i + 1]))
                i++;
            var next = SkipSpace(paragraph, i + 1);
            if (next == i + 1 || next == paragraph.Length || !CanStart(paragraph[next]) || (single && IsAbbreviation(paragraph[start..first])))
                continue;
            sentences.Add(start..(i + 1));
            start = next;
            i = next - 1;
        }

        var end = paragraph.Length;
        while (end > start && Characters.IsSeparator(paragraph[end - 1]))
            end--;
        if (end > start)
            sentences.Add(start..end);
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int index)
    {
        while (index < text.Length && Characters.IsSeparator(text[index]))
            index++;
        return index;
    }

    private static bool CanStart(char c) => char.IsDigit(c) || Opening.Contains(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter;

    /// <summary>The text ends in an abbreviation, its full stop left out.</summary>
    private static bool IsAbbreviation(ReadOnlySpan<char> text)
    {
        var start = text.Length;
        while (start > 0 && !Characters.IsSeparator(text[start - 1]) && !Opening.Contains(text[start - 1]))
            start--;
        var word = text[start..];
        return AbbreviationBySpan.Contains(word) || (IsInitials(word) && (word.Length > 1 || char.IsUpper(word[0])));
    }

    /// <summary>Single letters with full stops between.</summary>
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            if (i % 2 == 0 ? !char.IsLetter(word[i]) : word[i] != '.')
                return false;
        }

        return word.Length % 2 == 1;
    }
}
