using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Scoring;
using EarlyBert.Tickets;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// A trained classifier in a pipeline. It adds the predicted label (a key with the label's values) and the scores (class
/// probabilities that sum to 1, in the order of the key); or, where the label was a vector, a vector of <see cref="bool"/> and one of probabilities, both
/// with the labels as slot names: a row has the labels whose probabilities reach <see cref="TextClassifier.Thresholds"/>. Scoring is lazy, runs in batches, and is safe from several threads at once,
/// so that many prediction engines can share one model.
/// </summary>
public sealed class EarlyBertClassifierTransformer : ITransformer, IDisposable
{
    /// <summary>What ML.NET finds our loader by; at most 24 characters, and the same in the registration assembly.</summary>
    internal const string LoaderSignature = "EarlyBertClassifier";

    /// <summary>What ML.NET checks the model block by; exactly 8 characters.</summary>
    private const string ModelSignature = "EBERTCLS";

    private readonly ModelManifest _manifest;
    private readonly TextMapping _mapping;

    internal EarlyBertClassifierTransformer(IHostEnvironment environment, EarlyBertClassifierOptions options, ClassNames classes, TextClassifierResult result)
        : this(environment, Describe(options, classes, result), classes, result.Classifier, result.Ticket) => Result = result;

    private EarlyBertClassifierTransformer(IHostEnvironment environment, ModelManifest manifest, ClassNames classes, TextClassifier classifier, EarlyBirdTicket? ticket)
    {
        MlNetInterop.Register(environment);
        _manifest = manifest;
        Classifier = classifier;
        Ticket = ticket;
        _mapping = new TextMapping
        {
            TextColumnName = manifest.TextColumnName,
            TextPairColumnName = manifest.TextPairColumnName,
            Added = classifier.IsMultiLabel
                ? MultiLabelColumns.Make(manifest.OutputColumnName, manifest.ScoreColumnName!, classes)
                : ClassifierColumns.Make(manifest.OutputColumnName, manifest.ScoreColumnName!, classes),
            Model = classifier.Score,
            Getter = Getter,
            BatchSize = manifest.BatchSize,
        };
    }

    /// <summary>The model itself: shape, vocabulary, class names; it also scores without ML.NET and saves as a Hugging Face folder.</summary>
    public TextClassifier Classifier { get; }

    /// <summary>The column of the text.</summary>
    public string TextColumnName => _manifest.TextColumnName;

    /// <summary>The column of the second text; null for single texts.</summary>
    public string? TextPairColumnName => _manifest.TextPairColumnName;

    /// <summary>The column that it adds for the class probabilities.</summary>
    public string ScoreColumnName => _manifest.ScoreColumnName!;

    /// <summary>The ticket that it was trained with; null for a dense strategy.</summary>
    public EarlyBirdTicket? Ticket { get; }

    /// <summary>What the training left: search record, stages' seconds, steps, rates. Null when the model was loaded.</summary>
    public TextClassifierResult? Result { get; }

    /// <summary>Every report of the training, in order; empty when the model was loaded.</summary>
    public IReadOnlyList<TrainingProgress> History => Result?.History ?? [];

    /// <summary>The options that it was trained with, strategy defaults filled in; kept in saved models.</summary>
    public EarlyBertOptions? Options => _manifest.Options is null ? null : EarlyBertOptions.FromJson(_manifest.Options);

    /// <summary>True: it maps row by row, as prediction engines need.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The input's schema with the predicted label and the scores.</summary>
    /// <exception cref="EarlyBertException">A text column is missing or no text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _mapping.GetOutputSchema(inputSchema);
    }

    /// <summary>The scored rows. Nothing is read or run until a cursor asks for an added column.</summary>
    /// <exception cref="EarlyBertException">A text column is missing or no text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _mapping.Transform(input);
    }

    /// <summary>Maps one row at a time, for prediction engines.</summary>
    /// <exception cref="EarlyBertException">A text column is missing or no text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _mapping.MapRows(inputSchema);
    }

    /// <summary>
    /// Writes this transformer alone to a file, beside and renamed; <see cref="Load"/> reads it. To save a whole pipeline, use
    /// <c>mlContext.Model.Save</c>.
    /// </summary>
    /// <exception cref="EarlyBertException">The file cannot be written, or the disk is full; a previous file is still there.</exception>
    public void Save(string path) => ModelFile.Save(path, _manifest, Classifier);

    /// <summary>Reads what <see cref="Save(string)"/> wrote, onto the context's device.</summary>
    /// <exception cref="EarlyBertException">The file is missing, damaged, of a newer format, or holds something else.</exception>
    public static EarlyBertClassifierTransformer Load(MLContext mlContext, string path)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (manifest, model) = ModelFile.Load(path, ModelManifest.Classifier, mlContext.GpuDeviceId, mlContext.FallbackToCpu);
        return Assemble(mlContext, manifest, model, path);
    }

    /// <summary>Frees the model's memory. May be called twice; scoring afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => Classifier.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelFile.Save(ctx, ModelSignature, LoaderSignature, _manifest, Classifier);

    /// <summary>ML.NET calls this, by name, for <c>mlContext.Model.Load</c>.</summary>
    private static EarlyBertClassifierTransformer Create(IHostEnvironment environment, object context)
    {
        var (manifest, model) = ModelFile.Load(context, ModelManifest.Classifier, MlNetInterop.GpuDeviceId(environment), MlNetInterop.FallbackToCpu(environment));
        return Assemble(environment, manifest, model, "the classifier in the model file");
    }

    private static EarlyBertClassifierTransformer Assemble(IHostEnvironment environment, ModelManifest manifest, TextClassifier model, string source)
    {
        try
        {
            if (model.Labels.Count < (model.IsMultiLabel ? 1 : 2))
                throw new EarlyBertException($"'{source}' is damaged: its model names {model.Labels.Count} classes; get the file again or save the model again.");
            if (manifest.Options is not null)
                EarlyBertOptions.FromJson(manifest.Options);
            var ticket = manifest.Ticket is null ? null : EarlyBirdTicket.Parse(manifest.Ticket, $"{source}: its ticket");
            return new EarlyBertClassifierTransformer(environment, manifest, ClassNames.Of(model.Labels, manifest.LabelType!, source), model, ticket);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static ModelManifest Describe(EarlyBertClassifierOptions options, ClassNames classes, TextClassifierResult result) => new()
    {
        Kind = ModelManifest.Classifier,
        TextColumnName = options.TextColumnName,
        TextPairColumnName = options.TextPairColumnName,
        OutputColumnName = options.OutputColumnName,
        ScoreColumnName = options.ScoreColumnName,
        BatchSize = options.BatchSize,
        LabelType = classes.ValueType,
        Ticket = result.Ticket?.ToJson(),
        Options = result.Options.ToJson(),
    };

    private Delegate Getter(int addedColumn, Func<float[]> scores)
    {
        if (addedColumn != ClassifierColumns.PredictedLabel)
            return VectorGetter.Of(scores);
        return Classifier.IsMultiLabel
            ? (ValueGetter<VBuffer<bool>>)((ref VBuffer<bool> labels) => Mark(Classifier.LabelsOf(scores()), ref labels))
            : (ValueGetter<uint>)((ref uint key) => key = (uint)IndexOfLargest(scores()) + 1);
    }

    private void Mark(int[] present, ref VBuffer<bool> labels)
    {
        var editor = VBufferEditor.Create(ref labels, Classifier.Labels.Count);
        editor.Values.Clear();
        foreach (var label in present)
            editor.Values[label] = true;
        labels = editor.Commit();
    }

    private static int IndexOfLargest(float[] values)
    {
        var best = 0;
        for (var index = 1; index < values.Length; index++)
            best = values[index] > values[best] ? index : best;
        return best;
    }
}
