using EarlyBert.Text;

namespace EarlyBert.Pretraining;

/// <summary>A document as word pieces.</summary>
/// <param name="Number">Its place in the corpus, which decides what is drawn for it.</param>
/// <param name="Ids">The pieces of all sentences, one after the other.</param>
/// <param name="Starts">Sentence i runs from <c>Starts[i]</c> to <c>Starts[i + 1]</c>.</param>
/// <param name="Unknown">Pieces that are <c>[UNK]</c>.</param>
internal sealed record DocumentPieces(long Number, int[] Ids, int[] Starts, int Unknown)
{
    /// <summary>Number of sentences, none of them empty.</summary>
    public int Sentences => Starts.Length - 1;

    /// <summary>The pieces of some sentences that follow one another.</summary>
    public ReadOnlySpan<int> Pieces(int from, int to) => Ids.AsSpan(Starts[from]..Starts[to]);

    /// <summary>Splits a document.</summary>
    /// <param name="wordPiece">Splits the sentences.</param>
    /// <param name="number">The document's place in the corpus.</param>
    /// <param name="paragraphs">Its text.</param>
    /// <param name="longest">Pieces of the longest sentence; what is longer becomes several, so that text without full stops is used too.</param>
    public static DocumentPieces Split(WordPiece wordPiece, long number, IReadOnlyList<string> paragraphs, int longest)
    {
        var ids = new List<int>();
        var starts = new List<int> { 0 };
        var sentences = new List<Range>();
        foreach (var paragraph in paragraphs)
        {
            sentences.Clear();
            SentenceSplitter.Split(paragraph, sentences);
            foreach (var sentence in sentences)
            {
                wordPiece.Encode(paragraph.AsSpan(sentence), ids);
                while (ids.Count - starts[^1] > longest)
                    starts.Add(starts[^1] + longest);
                if (ids.Count > starts[^1])
                    starts.Add(ids.Count);
            }
        }

        var unknown = wordPiece.Vocabulary.UnknownId;
        return new DocumentPieces(number, ids.ToArray(), starts.ToArray(), ids.Count(id => id == unknown));
    }
}
