using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using EarlyBert.MLNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// A trained regressor in a pipeline. It adds the score, a <see cref="float"/> on the scale of the training labels. Scoring is lazy, runs in batches,
/// and is safe from several threads at once, so that many prediction engines can share one model.
/// </summary>
public sealed class EarlyBertRegressorTransformer : EarlyBertTrainedTransformer
{
    /// <summary>What ML.NET finds our loader by; at most 24 characters, and the same in the registration assembly.</summary>
    internal const string LoaderSignature = "EarlyBertRegressor";

    /// <summary>What ML.NET checks the model block by; exactly 8 characters.</summary>
    private const string ModelSignature = "EBERTREG";

    internal EarlyBertRegressorTransformer(IHostEnvironment environment, EarlyBertRegressorOptions options, TextRegressorResult result)
        : this(environment, Describe(options, result), result.Regressor, result)
    {
    }

    private EarlyBertRegressorTransformer(IHostEnvironment environment, ModelManifest manifest, TextRegressor regressor, TextRegressorResult? result, string source = "")
        : base(environment, manifest, regressor, Mapping(manifest, regressor), ModelSignature, LoaderSignature, result, source) =>
        (Regressor, Result) = (regressor, result);

    /// <summary>The model itself: shape, vocabulary; it also scores without ML.NET and saves as a Hugging Face folder.</summary>
    public TextRegressor Regressor { get; }

    /// <summary>The column of the text.</summary>
    public string TextColumnName => Manifest.TextColumnName;

    /// <summary>The column of the second text; null for single texts.</summary>
    public string? TextPairColumnName => Manifest.TextPairColumnName;

    /// <summary>The column that it adds for the score.</summary>
    public string ScoreColumnName => Manifest.OutputColumnName;

    /// <summary>What the training left: search record, stages' seconds, steps, rates. Null when the model was loaded.</summary>
    public TextRegressorResult? Result { get; }

    /// <summary>Reads what <see cref="EarlyBertTransformer.Save"/> wrote, onto the context's device.</summary>
    /// <exception cref="EarlyBertException">The file is missing, damaged, of a newer format, or holds something else.</exception>
    public static EarlyBertRegressorTransformer Load(MLContext mlContext, string path) =>
        ModelFile.Load(mlContext, path, ModelManifest.Regressor, TextRegressor.Read, Assemble);

    /// <summary>ML.NET calls this, by name, for <c>mlContext.Model.Load</c>.</summary>
    private static EarlyBertRegressorTransformer Create(IHostEnvironment environment, object context) =>
        ModelFile.Load(environment, context, ModelManifest.Regressor, TextRegressor.Read, Assemble);

    private static EarlyBertRegressorTransformer Assemble(IHostEnvironment environment, ModelManifest manifest, TextRegressor model, string source) =>
        new(environment, manifest, model, null, source);

    private static ModelManifest Describe(EarlyBertRegressorOptions options, TextRegressorResult result) => new()
    {
        Kind = ModelManifest.Regressor,
        TextColumnName = options.TextColumnName,
        TextPairColumnName = options.TextPairColumnName,
        OutputColumnName = options.ScoreColumnName,
        BatchSize = options.BatchSize,
        Ticket = result.Ticket?.ToJson(),
        Options = result.Options.ToJson(),
    };

    private static TextMapping<float[]> Mapping(ModelManifest manifest, TextRegressor regressor) => new()
    {
        TextColumnName = manifest.TextColumnName,
        TextPairColumnName = manifest.TextPairColumnName,
        Added = RegressorColumns.Make(manifest.OutputColumnName),
        Model = (texts, pairs, batchSize) => Array.ConvertAll(regressor.Score(texts, pairs, batchSize), score => new[] { score }),
        Getter = (_, scores) => (ValueGetter<float>)((ref float score) => score = scores()[0]),
        BatchSize = manifest.BatchSize,
    };
}
