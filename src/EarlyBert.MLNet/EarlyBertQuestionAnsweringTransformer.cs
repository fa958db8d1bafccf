using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// A trained model in a pipeline that answers questions. It adds the best answers of each row, cut from the context as they stand there, and their
/// scores. Answering is lazy, runs in batches, and is safe from several threads at once, so that many prediction engines can share one model.
/// </summary>
public sealed class EarlyBertQuestionAnsweringTransformer : EarlyBertTrainedTransformer
{
    /// <summary>What ML.NET finds our loader by; at most 24 characters, and the same in the registration assembly.</summary>
    internal const string LoaderSignature = "EarlyBertAnswerer";

    /// <summary>What ML.NET checks the model block by; exactly 8 characters.</summary>
    private const string ModelSignature = "EBERTQAN";

    internal EarlyBertQuestionAnsweringTransformer(IHostEnvironment environment, EarlyBertQuestionAnsweringOptions options, AnswerOptions answers, QuestionAnswererResult result)
        : this(environment, Describe(options, answers, result), result.Answerer, result)
    {
    }

    private EarlyBertQuestionAnsweringTransformer(IHostEnvironment environment, ModelManifest manifest, QuestionAnswerer answerer, QuestionAnswererResult? result, string source = "")
        : base(environment, manifest, answerer, Mapping(manifest, answerer), ModelSignature, LoaderSignature, result, source) =>
        (Answerer, Result, answerer.Answers) = (answerer, result, manifest.Answers!);

    /// <summary>The model itself: shape, vocabulary; it also answers without ML.NET and saves as a Hugging Face folder.</summary>
    public QuestionAnswerer Answerer { get; }

    /// <summary>The column of the text that may hold the answer.</summary>
    public string ContextColumnName => Manifest.TextColumnName;

    /// <summary>The column of the question.</summary>
    public string QuestionColumnName => Manifest.TextPairColumnName!;

    /// <summary>The column that it adds for the answers.</summary>
    public string PredictedAnswerColumnName => Manifest.OutputColumnName;

    /// <summary>The column that it adds for the answers' probabilities.</summary>
    public string ScoreColumnName => Manifest.ScoreColumnName!;

    /// <summary>Most answers a question.</summary>
    public int TopK => Manifest.TopK!.Value;

    /// <summary>How answers are looked for.</summary>
    public AnswerOptions Answers => Manifest.Answers!;

    /// <summary>What the training left: search record, stages' seconds, steps, rates. Null when the model was loaded.</summary>
    public QuestionAnswererResult? Result { get; }

    /// <summary>Puts a model that was trained without ML.NET into a pipeline.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="result">What the training left; the model is the transformer's from now on.</param>
    /// <param name="options">Columns and how answers are looked for; the training run in it does not count. Null: default columns, and answers as <see cref="QuestionAnswerer.Answers"/> say.</param>
    /// <exception cref="EarlyBertException">Options are out of range.</exception>
    public static EarlyBertQuestionAnsweringTransformer From(MLContext mlContext, QuestionAnswererResult result, EarlyBertQuestionAnsweringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(result);
        var copy = (options ?? new EarlyBertQuestionAnsweringOptions()).Checked();
        copy.EarlyBert.Windows = result.Options.Windows;
        var trained = result.Answerer.Answers;
        return new EarlyBertQuestionAnsweringTransformer(mlContext, copy, options is null ? trained : copy.Answers(trained.NoAnswerThreshold), result);
    }

    /// <summary>Reads what <see cref="EarlyBertTransformer.Save"/> wrote, onto the context's device.</summary>
    /// <exception cref="EarlyBertException">The file is missing, damaged, of a newer format, or holds something else.</exception>
    public static EarlyBertQuestionAnsweringTransformer Load(MLContext mlContext, string path) =>
        ModelFile.Load(mlContext, path, ModelManifest.Answerer, QuestionAnswerer.Read, Assemble);

    /// <summary>ML.NET calls this, by name, for <c>mlContext.Model.Load</c>.</summary>
    private static EarlyBertQuestionAnsweringTransformer Create(IHostEnvironment environment, object context) =>
        ModelFile.Load(environment, context, ModelManifest.Answerer, QuestionAnswerer.Read, Assemble);

    private static EarlyBertQuestionAnsweringTransformer Assemble(IHostEnvironment environment, ModelManifest manifest, QuestionAnswerer model, string source) =>
        new(environment, manifest, model, null, source);

    private static ModelManifest Describe(EarlyBertQuestionAnsweringOptions options, AnswerOptions answers, QuestionAnswererResult result) => new()
    {
        Kind = ModelManifest.Answerer,
        TextColumnName = options.ContextColumnName,
        TextPairColumnName = options.QuestionColumnName,
        OutputColumnName = options.PredictedAnswerColumnName,
        ScoreColumnName = options.ScoreColumnName,
        BatchSize = options.BatchSize,
        TopK = options.TopK,
        Answers = answers,
        Ticket = result.Ticket?.ToJson(),
        Options = result.Options.ToJson(),
    };

    private static TextMapping<PredictedAnswer> Mapping(ModelManifest manifest, QuestionAnswerer answerer) => new()
    {
        TextColumnName = manifest.TextColumnName,
        TextPairColumnName = manifest.TextPairColumnName,
        Added = AnswerColumns.Make(manifest.OutputColumnName, manifest.ScoreColumnName!),
        Model = (contexts, questions, batchSize) => answerer.Answer(questions!, contexts, manifest.Answers! with { BatchSize = batchSize }),
        Getter = (addedColumn, current) => addedColumn == AnswerColumns.Answer
            ? VectorGetter.Of(() => Array.ConvertAll(Ranked(current(), manifest.TopK!.Value), candidate => candidate.Text.AsMemory()))
            : VectorGetter.Of(() => Array.ConvertAll(Ranked(current(), manifest.TopK!.Value), candidate => (float)candidate.Probability)),
        BatchSize = manifest.BatchSize,
    };

    /// <summary>The answer that is given, then the others by falling score: a threshold may put "no answer" before a larger score, or behind it.</summary>
    private static AnswerCandidate[] Ranked(PredictedAnswer answer, int most) =>
        [.. answer.Candidates.Where(candidate => candidate != answer.Best).Prepend(answer.Best).Take(most)];
}
