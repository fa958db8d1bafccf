namespace EarlyBert.Text;

/// <summary>A text in word pieces, each with its place in the text as it was given: what answers are found in and cut from. Immutable.</summary>
public sealed class EncodedContext
{
    private readonly int[] _ids;
    private readonly int[] _starts;
    private readonly int[] _ends;

    private EncodedContext(string text, int[] ids, int[] starts, int[] ends) => (Text, _ids, _starts, _ends) = (text, ids, starts, ends);

    /// <summary>The text as it was given.</summary>
    public string Text { get; }

    /// <summary>Number of pieces.</summary>
    public int Count => _ids.Length;

    /// <summary>Ids of the pieces.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>Splits a text.</summary>
    public static EncodedContext Of(WordPiece wordPiece, string text)
    {
        ArgumentNullException.ThrowIfNull(wordPiece);
        var tokens = wordPiece.EncodeWithOffsets(text);
        var (ids, starts, ends) = (new int[tokens.Count], new int[tokens.Count], new int[tokens.Count]);
        for (var piece = 0; piece < ids.Length; piece++)
            (ids[piece], starts[piece], ends[piece]) = (tokens[piece].Id, tokens[piece].Start, tokens[piece].Start + tokens[piece].Length);
        return new EncodedContext(text, ids, starts, ends);
    }

    /// <summary>The stretch of the text that pieces cover, from the first char of one to the last of another.</summary>
    /// <param name="first">The first piece.</param>
    /// <param name="last">The last piece, not before the first.</param>
    public TextSpan SpanOf(int first, int last) => new(_starts[first], _ends[last] - _starts[first]);

    /// <summary>
    /// The pieces that a stretch of the text touches: the span of word pieces that google-research/bert comes to by narrowing whole words
    /// (<c>_improve_answer_span</c>), without its search. A piece that the stretch cuts through counts.
    /// </summary>
    /// <param name="span">The stretch.</param>
    /// <returns>First and last piece; null: it touches none, as white space and removed characters do.</returns>
    public (int First, int Last)? PiecesOf(TextSpan span)
    {
        var first = 0;
        while (first < Count && _ends[first] <= span.Start)
            first++;
        var last = first - 1;
        while (last + 1 < Count && _starts[last + 1] < span.End)
            last++;
        return first <= last ? (first, last) : null;
    }
}
