using System.Runtime.InteropServices;

namespace EarlyBert.Text;

/// <summary>
/// Questions with their contexts as model inputs: one row or, where a context is long, several, in the order of the questions. A context
/// that several questions share is tokenised once. Immutable and thread-safe.
/// </summary>
public sealed class QuestionWindows
{
    private readonly EncodedContext[] _contexts;
    private readonly int[] _contextOf; // of each question
    private readonly ContextWindow[] _windows; // of each row
    private readonly int[] _questionOf; // of each row
    private readonly int[] _firstRow; // of each question, and one more

    private QuestionWindows(TokenStore inputs, EncodedContext[] contexts, int[] contextOf, ContextWindow[] windows, int[] questionOf, int[] firstRow, int truncated)
    {
        Inputs = inputs;
        TruncatedQuestions = truncated;
        (_contexts, _contextOf, _windows, _questionOf, _firstRow) = (contexts, contextOf, windows, questionOf, firstRow);
    }

    /// <summary>The rows: <c>[CLS] question [SEP]</c>, then as second segment a window of the context and <c>[SEP]</c>.</summary>
    public TokenStore Inputs { get; }

    /// <summary>Number of questions.</summary>
    public int QuestionCount => _contextOf.Length;

    /// <summary>Questions that were cut.</summary>
    public int TruncatedQuestions { get; }

    /// <summary>Tokenises questions and contexts and lays the windows out.</summary>
    /// <param name="encoder">Decides how they share an input.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="contexts">The context of each question.</param>
    /// <param name="ct">Checked at every text.</param>
    /// <exception cref="ArgumentException">There are more or fewer contexts than questions.</exception>
    /// <exception cref="EarlyBertException">A question or a context is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static QuestionWindows Build(QuestionEncoder encoder, IReadOnlyList<string> questions, IReadOnlyList<string> contexts, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(contexts);
        if (contexts.Count != questions.Count)
            throw new ArgumentException($"There are {questions.Count} questions and {contexts.Count} contexts; the counts must be the same.", nameof(contexts));
        TokenStore.RequireTexts(questions, "question");
        TokenStore.RequireTexts(contexts, "context");

        var parallel = new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount };
        var contextOf = Number(contexts, out var distinct);
        var encoded = new EncodedContext[distinct.Count];
        Parallel.For(0, encoded.Length, parallel, i => encoded[i] = EncodedContext.Of(encoder.WordPiece, distinct[i]));
        var (ids, cut) = (new int[questions.Count][], new bool[questions.Count]);
        Parallel.For(0, ids.Length, parallel, i => ids[i] = encoder.Encode(questions[i], out cut[i]));

        var (windows, questionOf, firstRow) = (new List<ContextWindow>(questions.Count), new List<int>(questions.Count), new int[questions.Count + 1]);
        for (var question = 0; question < ids.Length; question++)
        {
            windows.AddRange(encoder.WindowsOf(ids[question].Length, encoded[contextOf[question]].Count));
            firstRow[question + 1] = windows.Count;
            while (questionOf.Count < windows.Count)
                questionOf.Add(question);
        }

        var vocabulary = encoder.WordPiece.Vocabulary;
        var store = TokenStore.Build(windows.Count, hasPairs: true, (List<int> row, int index, out bool truncated) =>
        {
            var question = questionOf[index];
            truncated = cut[question];
            row.Add(vocabulary.ClassificationId);
            row.AddRange(ids[question]);
            row.Add(vocabulary.SeparatorId);
            row.AddRange(encoded[contextOf[question]].Ids.Slice(windows[index].Start, windows[index].Length));
            row.Add(vocabulary.SeparatorId);
            return ids[question].Length + 2;
        }, ct);
        return new QuestionWindows(store, encoded, contextOf, [.. windows], [.. questionOf], firstRow, cut.Count(wasCut => wasCut));
    }

    /// <summary>The rows of a question.</summary>
    public Range RowsOf(int question) => _firstRow[question].._firstRow[question + 1];

    /// <summary>The question of a row.</summary>
    public int QuestionOf(int row) => _questionOf[row];

    /// <summary>The context of a question.</summary>
    public EncodedContext ContextOf(int question) => _contexts[_contextOf[question]];

    /// <summary>What a row shows of its context.</summary>
    public ContextWindow WindowOf(int row) => _windows[row];

    /// <summary>Whether a row is the one among its question's that judges a piece of the context that it shows, see <see cref="ContextWindow.HasMaximumContext"/>.</summary>
    public bool HasMaximumContext(int row, int piece)
    {
        var first = _firstRow[_questionOf[row]];
        return ContextWindow.HasMaximumContext(_windows.AsSpan(RowsOf(_questionOf[row])), row - first, piece);
    }

    /// <summary>The token of a row at which a piece of the context stands.</summary>
    public int TokenOf(int row, int piece) => Inputs.FirstSegmentLength(row) + piece - _windows[row].Start;

    /// <summary>
    /// Where an answer stands in a row: its first and last token, or both 0, at <c>[CLS]</c>, when the row does not show the whole of it
    /// or there is none.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="answer">First and last piece of the context; null: the context does not answer the question.</param>
    public (int Start, int End) PositionsOf(int row, (int First, int Last)? answer) =>
        answer is { } pieces && pieces.First >= _windows[row].Start && pieces.Last < _windows[row].End
            ? (TokenOf(row, pieces.First), TokenOf(row, pieces.Last))
            : (0, 0);

    /// <summary>Numbers the texts, equal ones alike.</summary>
    private static int[] Number(IReadOnlyList<string> texts, out List<string> distinct)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbered = new int[texts.Count];
        distinct = [];
        for (var i = 0; i < numbered.Length; i++)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, texts[i], out var known);
            if (!known)
            {
                number = distinct.Count;
                distinct.Add(texts[i]);
            }

            numbered[i] = number;
        }

        return numbered;
    }
}
