using System.Collections.Frozen;
using System.Globalization;

namespace EarlyBert.Text;

/// <summary>
/// What stripping accents leaves of a character: its canonical decomposition (NFD) without nonspacing marks. A table of our
/// own instead of <see cref="string.Normalize()"/>, because that one leaves accents where they are in a process with
/// globalization-invariant mode (slim containers), depends on the system's ICU, and does not tell which character came from which.
/// </summary>
internal static class Decompositions
{
    // Hangul syllables are numbered: leading consonant x 21 vowels x 28 trailing consonants, the first of which is none.
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, FirstLeading = 0x1100, FirstVowel = 0x1161, BeforeTrailing = 0x11A7;

    private static readonly FrozenDictionary<int, string> Table = ReadTable();

    /// <summary>Writes what is left of a code point that is not a nonspacing mark, 1 to 6 chars, and returns how many.</summary>
    public static int Write(int codePoint, Span<char> destination)
    {
        if (codePoint is >= FirstSyllable and <= LastSyllable)
        {
            var syllable = codePoint - FirstSyllable;
            destination[0] = (char)(FirstLeading + syllable / (21 * 28));
            destination[1] = (char)(FirstVowel + syllable / 28 % 21);
            if (syllable % 28 == 0)
                return 2;
            destination[2] = (char)(BeforeTrailing + syllable % 28);
            return 3;
        }

        if (Table.TryGetValue(codePoint, out var left))
        {
            left.CopyTo(destination);
            return left.Length;
        }

        return new System.Text.Rune(codePoint).EncodeToUtf16(destination);
    }

    private static FrozenDictionary<int, string> ReadTable()
    {
        using var stream = typeof(Decompositions).Assembly.GetManifestResourceStream("EarlyBert.Text.Decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var codePoints = Array.ConvertAll(line.Split(' '), hex => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            table.Add(codePoints[0], string.Concat(codePoints.Skip(1).Select(char.ConvertFromUtf32)));
        }

        return table.ToFrozenDictionary();
    }
}
