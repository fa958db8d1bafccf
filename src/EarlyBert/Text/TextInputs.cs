namespace EarlyBert.Text;

/// <summary>
/// Texts, or pairs of them, as model inputs: one row a text, or several windows where texts are long and <see cref="LongText.IsWindows"/>, in the order
/// of the texts. Immutable and thread-safe.
/// </summary>
public sealed class TextInputs
{
    private readonly int[]? _textOf; // of each row; null: a row a text
    private readonly int[]? _firstRow; // of each text, and one more

    private TextInputs(TokenStore inputs, Truncation truncation, int[]? textOf, int[]? firstRow) =>
        (Inputs, Truncation, _textOf, _firstRow) = (inputs, truncation, textOf, firstRow);

    /// <summary>The rows.</summary>
    public TokenStore Inputs { get; }

    /// <summary>What did not fit.</summary>
    public Truncation Truncation { get; }

    /// <summary>Number of texts, or pairs.</summary>
    public int TextCount => Truncation.Texts;

    /// <summary>The rows of a text.</summary>
    public Range RowsOf(int text) => _firstRow is null ? text..(text + 1) : _firstRow[text].._firstRow[text + 1];

    /// <summary>The text of a row.</summary>
    public int TextOf(int row) => _textOf?[row] ?? row;

    /// <summary>Tokenises every text.</summary>
    /// <param name="encoder">Makes the inputs, and says what becomes of long texts.</param>
    /// <param name="texts">First texts; read from several threads at once.</param>
    /// <param name="pairs">Second texts, as many as first ones; null: single texts.</param>
    /// <param name="ct">Checked while it works.</param>
    /// <exception cref="EarlyBertException">A row has no text, or there are more or fewer second texts than first ones.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TextInputs Build(SentenceEncoder encoder, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        TokenStore.RequireRows(texts, pairs);
        return encoder.LongText.IsWindows ? Slide(encoder, texts, pairs, ct) : Cut(encoder, texts, pairs, ct);
    }

    private static TextInputs Cut(SentenceEncoder encoder, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, CancellationToken ct)
    {
        var dropped = new int[texts.Count];
        var store = TokenStore.Build(texts.Count, pairs is not null, (List<int> ids, int row, out bool truncated) =>
        {
            var first = encoder.Append(ids, texts[row], pairs?[row], out dropped[row]);
            truncated = dropped[row] > 0;
            return first;
        }, ct);
        return new TextInputs(store, Count(store, dropped, row => store.Length(row) - SpecialTokens(pairs) + dropped[row], split: 0, encoder), null, null);
    }

    private static TextInputs Slide(SentenceEncoder encoder, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, CancellationToken ct)
    {
        var pieces = new (int[] First, int[] Second)[texts.Count];
        Parallel.For(0, pieces.Length, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount }, text =>
            pieces[text] = (encoder.WordPiece.Encode(texts[text]), pairs is null ? [] : encoder.WordPiece.Encode(pairs[text])));

        var room = encoder.MaxTokens - SpecialTokens(pairs);
        var (dropped, firstRow) = (new int[texts.Count], new int[texts.Count + 1]);
        var (windows, textOf) = (new List<(ContextWindow First, ContextWindow Second)>(texts.Count), new List<int>(texts.Count));
        for (var text = 0; text < pieces.Length; text++)
        {
            var (first, second) = (pieces[text].First.Length, pieces[text].Second.Length);
            if (first + second <= room)
                windows.Add((new(0, first), new(0, second)));
            else
            {
                // The shorter text stands in every window, with half of the room at most.
                var beside = Math.Min(Math.Min(first, second), room / 2);
                dropped[text] = Math.Min(first, second) - beside;
                var still = new ContextWindow(0, beside);
                windows.AddRange(encoder.LongText.WindowsOf(Math.Max(first, second), room - beside).Select(window => first >= second ? (window, still) : (still, window)));
            }

            firstRow[text + 1] = windows.Count;
            while (textOf.Count < windows.Count)
                textOf.Add(text);
        }

        var vocabulary = encoder.WordPiece.Vocabulary;
        var store = TokenStore.Build(windows.Count, pairs is not null, (List<int> ids, int row, out bool truncated) =>
        {
            var ((first, second), (one, other)) = (pieces[textOf[row]], windows[row]);
            truncated = dropped[textOf[row]] > 0;
            ids.Add(vocabulary.ClassificationId);
            ids.AddRange(first.AsSpan(one.Start, one.Length));
            ids.Add(vocabulary.SeparatorId);
            if (pairs is null)
                return one.Length + 2;
            ids.AddRange(second.AsSpan(other.Start, other.Length));
            ids.Add(vocabulary.SeparatorId);
            return one.Length + 2;
        }, ct);
        var split = Enumerable.Range(0, texts.Count).Count(text => firstRow[text + 1] - firstRow[text] > 1);
        return new TextInputs(store, Count(store, dropped, text => pieces[text].First.Length + pieces[text].Second.Length, split, encoder), [.. textOf], firstRow);
    }

    private static int SpecialTokens(IReadOnlyList<string>? pairs) => pairs is null ? 2 : 3;

    private static Truncation Count(TokenStore store, int[] dropped, Func<int, int> lengthOf, int split, SentenceEncoder encoder)
    {
        var (all, longest) = (0L, 0);
        for (var text = 0; text < dropped.Length; text++)
        {
            var length = lengthOf(text);
            all += length;
            longest = Math.Max(longest, length);
        }

        return new Truncation(dropped.Length, dropped.Count(count => count > 0), split, store.Count, all, dropped.Sum(count => (long)count), longest, encoder.MaxTokens);
    }
}
