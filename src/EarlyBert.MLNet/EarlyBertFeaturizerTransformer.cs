using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// Adds the sentence embedding of a text: the mean of BERT's last hidden states over the real tokens, a vector of the model's
/// hidden size. Lazy, batched, and safe from several threads at once.
/// </summary>
public sealed class EarlyBertFeaturizerTransformer : EarlyBertTransformer
{
    /// <summary>What ML.NET finds our loader by; at most 24 characters, and the same in the registration assembly.</summary>
    internal const string LoaderSignature = "EarlyBertFeaturizer";

    /// <summary>What ML.NET checks the model block by; exactly 8 characters.</summary>
    private const string ModelSignature = "EBERTFEA";

    internal EarlyBertFeaturizerTransformer(IHostEnvironment environment, ModelManifest manifest, TextClassifier model)
        : base(environment, manifest, model, Mapping(manifest, model), ModelSignature, LoaderSignature) => Model = model;

    /// <summary>The model: shape and vocabulary.</summary>
    public TextClassifier Model { get; }

    /// <summary>Reads what <see cref="EarlyBertTransformer.Save"/> wrote, onto the context's device.</summary>
    /// <exception cref="EarlyBertException">The file is missing, damaged, of a newer format, or holds something else.</exception>
    public static EarlyBertFeaturizerTransformer Load(MLContext mlContext, string path) =>
        ModelFile.Load(mlContext, path, ModelManifest.Featurizer, TextClassifier.Read, Assemble);

    internal static DataViewSchema AddedColumns(string name, int size)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, size));
        return builder.ToSchema();
    }

    /// <summary>ML.NET calls this, by name, for <c>mlContext.Model.Load</c>.</summary>
    private static EarlyBertFeaturizerTransformer Create(IHostEnvironment environment, object context) =>
        ModelFile.Load(environment, context, ModelManifest.Featurizer, TextClassifier.Read, Assemble);

    private static EarlyBertFeaturizerTransformer Assemble(IHostEnvironment environment, ModelManifest manifest, TextClassifier model, string source) => new(environment, manifest, model);

    private static TextMapping<float[]> Mapping(ModelManifest manifest, TextClassifier model) => new()
    {
        TextColumnName = manifest.TextColumnName,
        Added = AddedColumns(manifest.OutputColumnName, model.Config.HiddenSize),
        Model = (texts, _, batchSize) => model.Embed(texts, batchSize),
        Getter = (_, vector) => VectorGetter.Of(vector),
        BatchSize = manifest.BatchSize,
    };
}
