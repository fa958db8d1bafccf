namespace EarlyBert.Text;

/// <summary>Decides how questions and contexts share a model input: <c>[CLS] question [SEP] window of the context [SEP]</c>. Thread-safe.</summary>
public sealed class QuestionEncoder
{
    /// <summary>Room for [CLS], two [SEP] and a few pieces of question and context.</summary>
    internal const int FewestTokens = 8;

    private const int SpecialTokens = 3;

    private readonly int _stride;

    /// <summary>Makes an encoder.</summary>
    /// <param name="wordPiece">Splits the texts.</param>
    /// <param name="maxTokens">Longest input in pieces, special tokens included: 8 to 65536.</param>
    /// <param name="windows">How long contexts are cut; null: defaults.</param>
    /// <exception cref="EarlyBertException">A number is out of range.</exception>
    public QuestionEncoder(WordPiece wordPiece, int maxTokens, WindowOptions? windows = null)
    {
        ArgumentNullException.ThrowIfNull(wordPiece);
        windows ??= new WindowOptions();
        var faults = new List<string>();
        OptionChecks.Check(faults, maxTokens is >= FewestTokens and <= 65536, "MaxTokens", maxTokens, $"{FewestTokens} to 65536 for questions");
        windows.Collect(faults);
        OptionChecks.ThrowIfAny(faults);
        WordPiece = wordPiece;
        MaxTokens = maxTokens;
        _stride = windows.Stride ?? maxTokens / 3;
        MaxQuestionTokens = Math.Min(windows.MaxQuestionTokens, (maxTokens - SpecialTokens) / 2);
    }

    /// <summary>Splits the texts.</summary>
    public WordPiece WordPiece { get; }

    /// <summary>Longest input in pieces, special tokens included.</summary>
    public int MaxTokens { get; }

    /// <summary>Longest question in pieces: what was asked for, but no more than leaves the context half of the input.</summary>
    public int MaxQuestionTokens { get; }

    /// <summary>The ids of a question's first pieces, as many as it may have.</summary>
    /// <param name="question">The question.</param>
    /// <param name="truncated">It had more.</param>
    public int[] Encode(string question, out bool truncated)
    {
        var ids = WordPiece.Encode(question);
        truncated = ids.Length > MaxQuestionTokens;
        return truncated ? ids[..MaxQuestionTokens] : ids;
    }

    /// <summary>The windows in which a question of some length sees a context.</summary>
    /// <param name="questionPieces">Pieces of the question, after cutting.</param>
    /// <param name="contextPieces">Pieces of the context.</param>
    public ContextWindow[] WindowsOf(int questionPieces, int contextPieces)
    {
        var room = MaxTokens - SpecialTokens - questionPieces;
        return ContextWindow.Cover(contextPieces, room, Math.Min(_stride, room));
    }
}
