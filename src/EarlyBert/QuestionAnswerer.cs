using EarlyBert.Bert;
using EarlyBert.Tasks.Squad;
using EarlyBert.Text;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// A BERT with its vocabulary, ready to answer questions: it points at the stretch of a context that answers. Answering is thread-safe;
/// <see cref="TrainedBert.Dispose"/> may be called twice.
/// </summary>
public sealed class QuestionAnswerer : TrainedBert
{
    private readonly BertForQuestionAnswering _model;
    private readonly WordPiece _wordPiece;

    /// <summary>Builds the model from its weights, which are copied.</summary>
    /// <param name="model">Shape, weights, vocabulary.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="source">What to call the weights in a message.</param>
    internal QuestionAnswerer(PretrainedBert model, Device device, string source)
        : this(new BertForQuestionAnswering(model.Config), model, device) =>
        Fill(model.Tensors, source, name => name.StartsWith("bert.pooler.", StringComparison.Ordinal));

    private QuestionAnswerer(BertForQuestionAnswering network, PretrainedBert model, Device device)
        : base(network, TaskHead.QuestionAnswering.Shape(model.Config, []) with { Answers = model.Config.Answers }, model, device)
    {
        _model = network;
        _wordPiece = new WordPiece(model.Vocabulary, model.LowerCase);
    }

    /// <summary>
    /// How answers are looked for where nothing else is said; it is saved with the model. After a training: by its windows, with "no answer" allowed at 0
    /// where it had questions without an answer.
    /// </summary>
    /// <exception cref="EarlyBertException">Set: an option is out of range.</exception>
    public AnswerOptions Answers
    {
        get => Config.Answers ?? new AnswerOptions();
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            Config = Config with { Answers = value };
        }
    }

    /// <summary>Answers one question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="context">The text that may hold the answer.</param>
    /// <param name="options">How; null: <see cref="Answers"/>.</param>
    /// <exception cref="EarlyBertException">An option is out of range.</exception>
    public PredictedAnswer Answer(string question, string context, AnswerOptions? options = null) => Answer([question], [context], options)[0];

    /// <summary>
    /// Answers questions, in the order given. Contexts longer than an input are read in windows; windows are scored in batches sorted by
    /// length; a context that several questions share is tokenised once.
    /// </summary>
    /// <param name="questions">The questions.</param>
    /// <param name="contexts">The text of each question that may hold the answer.</param>
    /// <param name="options">How; null: <see cref="Answers"/>.</param>
    /// <exception cref="EarlyBertException">An option is out of range, or a text is null.</exception>
    public IReadOnlyList<PredictedAnswer> Answer(IReadOnlyList<string> questions, IReadOnlyList<string> contexts, AnswerOptions? options = null)
    {
        ThrowIfDisposed();
        options ??= Answers;
        options.Validate();
        var windows = QuestionWindows.Build(new QuestionEncoder(_wordPiece, MaxTokens, options.Windows), questions, contexts);
        return AnswerSearch.Run(_model, windows, new BatchSource(windows.Inputs, labels: null, Device, padId: Vocabulary.PaddingId), options);
    }

    /// <summary>
    /// Answers questions and scores the answers: as <see cref="SquadMetrics.EvaluateWithNoAnswers"/> does where some questions have no answer,
    /// at the options' threshold or else at 0; as <see cref="SquadMetrics.Evaluate"/> does where all have one.
    /// </summary>
    /// <param name="questions">The questions with their answers, at least one.</param>
    /// <param name="options">How; null: <see cref="Answers"/>.</param>
    /// <exception cref="EarlyBertException">An option is out of range.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<SquadQuestion> questions, AnswerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(questions);
        options ??= Answers;
        var answers = Answer([.. questions.Select(question => question.Question)], [.. questions.Select(question => question.Context)], options with { NoAnswerThreshold = null });
        return AnswerSearch.Score(questions, answers, options.NoAnswerThreshold ?? 0);
    }

    /// <summary>Reads a Hugging Face folder with a question-answering head.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: what the folder says.</param>
    /// <exception cref="EarlyBertException">A file is missing, damaged, or does not fit the others, or the model has no such head.</exception>
    public static QuestionAnswerer Load(string directory, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null) =>
        ModelLoading.Load(directory, gpuDeviceId, fallbackToCpu, maxTokens, Of);

    /// <summary>Makes one of a model in memory with a question-answering head. The weights are copied.</summary>
    /// <param name="model">The model, which stays the caller's; heads of other tasks are left out.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: the model's own.</param>
    /// <exception cref="EarlyBertException">Weights and configuration do not belong together, the model has no such head, or the device is not there.</exception>
    public static QuestionAnswerer From(PretrainedBert model, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null) =>
        ModelLoading.From(model, gpuDeviceId, fallbackToCpu, maxTokens, Of);

    /// <summary>Reads what <see cref="TrainedBert.Write"/> wrote; <paramref name="source"/> is named in messages.</summary>
    /// <param name="stream">The stream, at the model's first byte; it need not seek.</param>
    /// <param name="source">What to call it in a message.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <exception cref="EarlyBertException">The content is damaged, or is a model of another task.</exception>
    public static QuestionAnswerer Read(Stream stream, string source, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        ModelLoading.Read(stream, source, gpuDeviceId, fallbackToCpu, Of);

    internal static QuestionAnswerer Of(PretrainedBert model, Device device, string source)
    {
        if (!model.Tensors.Keys.Any(TaskHead.QuestionAnswering.Has))
            throw new EarlyBertException($"'{source}' has no question-answering head ({TaskHead.QuestionAnswering.Prefix}*); fine-tune it on questions first, or name a model that was.");
        return new QuestionAnswerer(model with { Tensors = TaskHead.QuestionAnswering.WeightsOf(model.Tensors) }, device, source);
    }
}
