using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// A trained classifier in a pipeline. It adds the predicted label (a key with the label's values) and the scores (class
/// probabilities that sum to 1, in the order of the key); or, where the label was a vector, a vector of <see cref="bool"/> and one of probabilities, both
/// with the labels as slot names: a row has the labels whose probabilities reach <see cref="TextClassifier.Thresholds"/>. Scoring is lazy, runs in batches, and is safe from several threads at once,
/// so that many prediction engines can share one model.
/// </summary>
public sealed class EarlyBertClassifierTransformer : EarlyBertTrainedTransformer
{
    /// <summary>What ML.NET finds our loader by; at most 24 characters, and the same in the registration assembly.</summary>
    internal const string LoaderSignature = "EarlyBertClassifier";

    /// <summary>What ML.NET checks the model block by; exactly 8 characters.</summary>
    private const string ModelSignature = "EBERTCLS";

    internal EarlyBertClassifierTransformer(IHostEnvironment environment, EarlyBertClassifierOptions options, ClassNames classes, TextClassifierResult result)
        : this(environment, Describe(options, classes, result), classes, result.Classifier, result)
    {
    }

    private EarlyBertClassifierTransformer(IHostEnvironment environment, ModelManifest manifest, ClassNames classes, TextClassifier classifier, TextClassifierResult? result, string source = "")
        : base(environment, manifest, classifier, Mapping(manifest, classes, classifier), ModelSignature, LoaderSignature, result, source) =>
        (Classifier, Result) = (classifier, result);

    /// <summary>The model itself: shape, vocabulary, class names; it also scores without ML.NET and saves as a Hugging Face folder.</summary>
    public TextClassifier Classifier { get; }

    /// <summary>The column of the text.</summary>
    public string TextColumnName => Manifest.TextColumnName;

    /// <summary>The column of the second text; null for single texts.</summary>
    public string? TextPairColumnName => Manifest.TextPairColumnName;

    /// <summary>The column that it adds for the class probabilities.</summary>
    public string ScoreColumnName => Manifest.ScoreColumnName!;

    /// <summary>What the training left: search record, stages' seconds, steps, rates. Null when the model was loaded.</summary>
    public TextClassifierResult? Result { get; }

    /// <summary>Reads what <see cref="EarlyBertTransformer.Save"/> wrote, onto the context's device.</summary>
    /// <exception cref="EarlyBertException">The file is missing, damaged, of a newer format, or holds something else.</exception>
    public static EarlyBertClassifierTransformer Load(MLContext mlContext, string path) =>
        ModelFile.Load(mlContext, path, ModelManifest.Classifier, TextClassifier.Read, Assemble);

    /// <summary>ML.NET calls this, by name, for <c>mlContext.Model.Load</c>.</summary>
    private static EarlyBertClassifierTransformer Create(IHostEnvironment environment, object context) =>
        ModelFile.Load(environment, context, ModelManifest.Classifier, TextClassifier.Read, Assemble);

    private static EarlyBertClassifierTransformer Assemble(IHostEnvironment environment, ModelManifest manifest, TextClassifier model, string source)
    {
        if (model.Labels.Count < (model.IsMultiLabel ? 1 : 2))
            throw new EarlyBertException($"'{source}' is damaged: its model names {model.Labels.Count} classes; get the file again or save the model again.");
        return new EarlyBertClassifierTransformer(environment, manifest, ClassNames.Of(model.Labels, manifest.LabelType!, source), model, null, source);
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

    private static TextMapping<float[]> Mapping(ModelManifest manifest, ClassNames classes, TextClassifier classifier) => new()
    {
        TextColumnName = manifest.TextColumnName,
        TextPairColumnName = manifest.TextPairColumnName,
        Added = classifier.IsMultiLabel
            ? MultiLabelColumns.Make(manifest.OutputColumnName, manifest.ScoreColumnName!, classes)
            : ClassifierColumns.Make(manifest.OutputColumnName, manifest.ScoreColumnName!, classes),
        Model = classifier.Score,
        Getter = (addedColumn, scores) => Getter(classifier, addedColumn, scores),
        BatchSize = manifest.BatchSize,
    };

    private static Delegate Getter(TextClassifier classifier, int addedColumn, Func<float[]> scores)
    {
        if (addedColumn != ClassifierColumns.PredictedLabel)
            return VectorGetter.Of(scores);
        return classifier.IsMultiLabel
            ? VectorGetter.Of(() => Marked(classifier, scores()))
            : (ValueGetter<uint>)((ref uint key) => key = (uint)TextClassifier.LabelOf(scores()) + 1);
    }

    private static bool[] Marked(TextClassifier classifier, float[] scores)
    {
        var marks = new bool[scores.Length];
        foreach (var label in classifier.LabelsOf(scores))
            marks[label] = true;
        return marks;
    }
}
