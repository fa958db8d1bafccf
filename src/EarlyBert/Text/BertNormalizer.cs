using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace EarlyBert.Text;

/// <summary>
/// The first half of BERT's basic tokenizer as a normalizer of Microsoft.ML.Tokenizers: removes control characters, turns every
/// separator into a space, puts spaces around ideographs and, for uncased models, lower-cases and strips accents.
/// Works code point by code point (only sigma looks around), so every char of the result has a place in the original.
/// </summary>
/// <remarks>
/// Marks are not put into canonical order, which matters only where two spacing marks of different class meet, as no script does.
/// </remarks>
internal sealed class BertNormalizer(bool lowerCase) : Normalizer
{
    /// <summary>A char becomes at most this many: an ideograph takes two spaces, a Hangul syllable three letters.</summary>
    public const int Growth = 3;

    /// <inheritdoc/>
    public override string Normalize(string original) => Normalize(original.AsSpan());

    /// <inheritdoc/>
    public override string Normalize(ReadOnlySpan<char> original)
    {
        var buffer = ArrayPool<char>.Shared.Rent(original.Length * Growth);
        try
        {
            return buffer.AsSpan(0, Normalize(original, buffer, sources: default)).ToString();
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>Normalizes into a buffer.</summary>
    /// <param name="original">The text.</param>
    /// <param name="destination">At least <see cref="Growth"/> times as long as the text.</param>
    /// <param name="sources">Receives for every char written the index in the text that it came from; empty: not wanted.</param>
    /// <returns>Chars written.</returns>
    public int Normalize(ReadOnlySpan<char> original, Span<char> destination, Span<int> sources)
    {
        var written = 0;
        for (int index = 0, length; index < original.Length; index += length)
        {
            length = 1;
            var count = original[index] < 128
                ? WriteAscii(original[index], destination[written..])
                : WriteOther(original, index, destination[written..], out length);
            if (!sources.IsEmpty)
                sources.Slice(written, count).Fill(index);
            written += count;
        }

        return written;
    }

    /// <summary>Where the source of a piece ends: after the code point at <paramref name="index"/> and the accents on it that were stripped.</summary>
    public int SourceEnd(ReadOnlySpan<char> original, int index)
    {
        Rune.DecodeFromUtf16(original[index..], out _, out var length);
        index += length;
        while (lowerCase && index < original.Length
            && Rune.DecodeFromUtf16(original[index..], out var rune, out length) == OperationStatus.Done && IsAccent(rune))
            index += length;
        return index;
    }

    private int WriteAscii(char c, Span<char> destination)
    {
        if (Characters.IsSeparator(c))
            c = ' ';
        else if (char.IsControl(c))
            return 0;
        destination[0] = lowerCase && char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        return 1;
    }

    private int WriteOther(ReadOnlySpan<char> original, int index, Span<char> destination, out int length)
    {
        Rune.DecodeFromUtf16(original[index..], out var rune, out length);
        if (Characters.IsSeparator(rune.Value))
        {
            destination[0] = ' ';
            return 1;
        }

        if (Characters.IsRemoved(rune) || (lowerCase && IsAccent(rune)))
            return 0;
        if (!Characters.IsIdeograph(rune.Value))
            return WriteLetter(rune, original, index, destination);
        destination[0] = ' ';
        var count = 1 + WriteLetter(rune, original, index, destination[1..]);
        destination[count] = ' ';
        return count + 1;
    }

    private int WriteLetter(Rune rune, ReadOnlySpan<char> original, int index, Span<char> destination)
    {
        if (!lowerCase)
            return rune.EncodeToUtf16(destination);
        var lower = rune.Value switch
        {
            FinalSigma.Capital => FinalSigma.Lower(original, index),
            0x130 => 'i', // I with dot: i and a combining dot in Python, which is stripped; no change in .NET's invariant culture
            _ => Rune.ToLowerInvariant(rune).Value,
        };
        return Decompositions.Write(lower, destination);
    }

    private static bool IsAccent(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
}
