using System.Text;
using Microsoft.ML.Tokenizers;

namespace EarlyBert.Text;

/// <summary>
/// The second half of BERT's basic tokenizer as a pre-tokenizer of Microsoft.ML.Tokenizers: words end at separators, and every
/// punctuation sign is a word by itself. Expects what <see cref="BertNormalizer"/> leaves.
/// </summary>
internal sealed class BertPreTokenizer : PreTokenizer
{
    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var words = new List<(int, int)>();
        for (var position = 0; NextWord(text, ref position, out var start);)
            words.Add((start, position - start));
        return words;
    }

    /// <summary>Finds the next word.</summary>
    /// <param name="text">Normalized text.</param>
    /// <param name="position">Where to look from; afterwards the end of the word.</param>
    /// <param name="start">Start of the word.</param>
    /// <returns>False: there is no further word.</returns>
    public static bool NextWord(ReadOnlySpan<char> text, ref int position, out int start)
    {
        while (position < text.Length && Characters.IsSeparator(text[position]))
            position++;
        start = position;
        while (position < text.Length)
        {
            Rune.DecodeFromUtf16(text[position..], out var rune, out var length);
            if (Characters.IsSeparator(rune.Value))
                break;
            if (Characters.IsPunctuation(rune.Value))
            {
                if (position == start)
                    position += length;
                break;
            }

            position += length;
        }

        return position > start;
    }
}
