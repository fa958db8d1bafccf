namespace EarlyBert.Text;

/// <summary>
/// Makes model inputs of texts and pairs. What is longer than the model takes is cut as Hugging Face's <c>longest_first</c> does:
/// piece by piece from the end of the longer text, from the second when both are equally long; or from its middle, see <see cref="LongText"/>. Thread-safe.
/// </summary>
public sealed class SentenceEncoder
{
    /// <summary>Room for [CLS], [SEP] and, in pairs, the second [SEP].</summary>
    internal const int FewestTokens = 3;

    /// <summary>Makes an encoder.</summary>
    /// <param name="wordPiece">Splits the texts.</param>
    /// <param name="maxTokens">Longest input in pieces, special tokens included: 3 to 65536.</param>
    /// <param name="longText">What is kept of a text that is too long; null: its beginning. Windows are made by <see cref="TextInputs"/>; here they are cut like the beginning.</param>
    /// <exception cref="EarlyBertException"><paramref name="maxTokens"/> is out of range.</exception>
    public SentenceEncoder(WordPiece wordPiece, int maxTokens, LongText? longText = null)
    {
        ArgumentNullException.ThrowIfNull(wordPiece);
        if (maxTokens is < FewestTokens or > 65536)
            throw new EarlyBertException($"MaxTokens is {maxTokens} (allowed: {FewestTokens} to 65536); set it to the longest input that the model should read, 128 by default.");
        WordPiece = wordPiece;
        MaxTokens = maxTokens;
        LongText = longText ?? LongText.Head;
    }

    /// <summary>Splits the texts.</summary>
    public WordPiece WordPiece { get; }

    /// <summary>Longest input in pieces, special tokens included.</summary>
    public int MaxTokens { get; }

    /// <summary>What is kept of a text that is too long.</summary>
    public LongText LongText { get; }

    /// <summary>The input for a text, or for a pair of texts. An empty text is an empty segment; a null pair is none.</summary>
    public EncodedText Encode(string text, string? pair = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(Math.Min(MaxTokens, text.Length / 4 + 8));
        var firstSegmentLength = Append(ids, text, pair, out var dropped);
        return new EncodedText(ids.ToArray(), firstSegmentLength, dropped);
    }

    /// <summary>Adds an input to a list and returns the length of its first segment.</summary>
    internal int Append(List<int> ids, string text, string? pair, out int dropped)
    {
        var vocabulary = WordPiece.Vocabulary;
        ids.Add(vocabulary.ClassificationId);
        var start = ids.Count;
        WordPiece.Encode(text, ids);
        var first = ids.Count - start;
        WordPiece.Encode(pair, ids);
        var second = ids.Count - start - first;

        var room = MaxTokens - (pair is null ? 2 : 3);
        var (keptFirst, keptSecond) = CutLongestFirst(first, second, room);
        dropped = first + second - keptFirst - keptSecond;
        ids.RemoveRange(start + first + LongText.FromHead(keptSecond), second - keptSecond);
        ids.RemoveRange(start + LongText.FromHead(keptFirst), first - keptFirst);
        if (pair is not null)
            ids.Insert(start + keptFirst, vocabulary.SeparatorId);
        ids.Add(vocabulary.SeparatorId);
        return keptFirst + 2;
    }

    /// <summary>What is left of two lengths after as many single cuts as needed, each from the longer one, from the second on a tie.</summary>
    internal static (int First, int Second) CutLongestFirst(int first, int second, int room)
    {
        var excess = first + second - room;
        if (excess <= 0)
            return (first, second);
        var fromLonger = Math.Min(excess, Math.Abs(first - second)); // until both are equally long
        if (first > second)
            first -= fromLonger;
        else
            second -= fromLonger;
        excess -= fromLonger;
        return (first - excess / 2, second - (excess + 1) / 2);
    }
}
