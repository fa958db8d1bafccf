namespace EarlyBert.MLNet;

/// <summary>
/// Everything about an <see cref="EarlyBertQuestionAnsweringEstimator"/>: the columns, the training run, how answers are looked for, and how the run is
/// watched and stopped. Columns are named as in Microsoft.ML.TorchSharp's <c>QuestionAnswer</c>. The estimator takes a copy; later changes do not reach it.
/// </summary>
public sealed class EarlyBertQuestionAnsweringOptions : EarlyBertTrainingOptions
{
    private const int MostAnswers = 1000;

    /// <summary>Options with a training run for questions, see <see cref="EarlyBertOptions.ForQuestionAnswering"/>.</summary>
    public EarlyBertQuestionAnsweringOptions() : base(EarlyBertOptions.ForQuestionAnswering())
    {
    }

    /// <summary>Column of the text that may hold the answer: a single <c>String</c>. Default: <c>Context</c>.</summary>
    public string ContextColumnName { get; set; } = "Context";

    /// <summary>Column of the question: a single <c>String</c>. Default: <c>Question</c>.</summary>
    public string QuestionColumnName { get; set; } = "Question";

    /// <summary>
    /// Column of the answer to learn, as it stands in the context: a single <c>String</c>; empty where the context does not answer the question. Read in
    /// training alone. Default: <c>TrainingAnswer</c>.
    /// </summary>
    public string TrainingAnswerColumnName { get; set; } = "TrainingAnswer";

    /// <summary>
    /// Column of the answer's place: the index of its first char in the context (UTF-16, from 0), an <c>Int32</c>; -1 where the context does not answer
    /// the question. Rows whose answer does not stand there are left out, counted, and the first of them named. Read in training alone. Default:
    /// <c>AnswerIndex</c>.
    /// </summary>
    public string AnswerIndexColumnName { get; set; } = "AnswerIndex";

    /// <summary>
    /// Column added for the answers: a vector of <c>String</c>, the best first, at most <see cref="TopK"/>; an empty text says that the context does not
    /// answer the question. Default: <c>Answer</c>.
    /// </summary>
    public string PredictedAnswerColumnName { get; set; } = "Answer";

    /// <summary>Column added for the answers' probabilities among all candidates: a vector of <see cref="float"/>, in the answers' order. Default: <c>Score</c>.</summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>Most answers a question, 1 to 1000. Default: 3.</summary>
    public int TopK { get; set; } = 3;

    /// <summary>
    /// How much more "no answer" has to score than the best answer to be given, see <see cref="AnswerOptions.NoAnswerThreshold"/>. Null: 0 where some
    /// training rows have no answer, else every question gets one. Default: null.
    /// </summary>
    public double? NoAnswerThreshold { get; set; }

    /// <summary>Longest answer in word pieces, 1 to 65536. Default: 30.</summary>
    public int MaxAnswerTokens { get; set; } = new AnswerOptions().MaxAnswerTokens;

    private protected override IEnumerable<(string? Value, string Name)> Columns =>
    [
        (ContextColumnName, nameof(ContextColumnName)), (QuestionColumnName, nameof(QuestionColumnName)), (TrainingAnswerColumnName, nameof(TrainingAnswerColumnName)),
        (AnswerIndexColumnName, nameof(AnswerIndexColumnName)), (PredictedAnswerColumnName, nameof(PredictedAnswerColumnName)), (ScoreColumnName, nameof(ScoreColumnName)),
    ];

    /// <summary>How the trained model looks for answers.</summary>
    /// <param name="threshold">The threshold where none is set: the training's.</param>
    internal AnswerOptions Answers(double? threshold) => new()
    {
        NoAnswerThreshold = NoAnswerThreshold ?? threshold,
        MaxAnswerTokens = MaxAnswerTokens,
        Candidates = Math.Max(TopK, new AnswerOptions().Candidates),
        BatchSize = BatchSize,
        Windows = EarlyBert.Windows,
    };

    internal EarlyBertQuestionAnsweringOptions Checked()
    {
        Check();
        if (PredictedAnswerColumnName == ScoreColumnName)
            throw new EarlyBertException($"{nameof(PredictedAnswerColumnName)} and {nameof(ScoreColumnName)} are both '{ScoreColumnName}'; give them different names.");
        if (TopK is < 1 or > MostAnswers)
            throw new EarlyBertException($"{nameof(TopK)} is {TopK}; it can be 1 to {MostAnswers}.");
        Answers(threshold: null).Validate();
        return Copy<EarlyBertQuestionAnsweringOptions>();
    }
}
