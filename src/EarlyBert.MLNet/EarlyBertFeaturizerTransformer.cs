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
public sealed class EarlyBertFeaturizerTransformer : ITransformer, IDisposable
{
    /// <summary>What ML.NET finds our loader by; at most 24 characters, and the same in the registration assembly.</summary>
    internal const string LoaderSignature = "EarlyBertFeaturizer";

    /// <summary>What ML.NET checks the model block by; exactly 8 characters.</summary>
    private const string ModelSignature = "EBERTFEA";

    private readonly ModelManifest _manifest;
    private readonly TextMapping _mapping;

    internal EarlyBertFeaturizerTransformer(IHostEnvironment environment, ModelManifest manifest, TextClassifier model)
    {
        MlNetInterop.Register(environment);
        _manifest = manifest;
        Model = model;
        _mapping = new TextMapping
        {
            TextColumnName = manifest.TextColumnName,
            Added = AddedColumns(manifest.OutputColumnName, model.Config.HiddenSize),
            Model = (texts, _, batchSize) => model.Embed(texts, batchSize),
            Getter = (_, vector) => VectorGetter.Of(vector),
            BatchSize = manifest.BatchSize,
        };
    }

    /// <summary>The model: shape and vocabulary.</summary>
    public TextClassifier Model { get; }

    /// <summary>True: it maps row by row, as prediction engines need.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The input's schema with the embedding.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _mapping.GetOutputSchema(inputSchema);
    }

    /// <summary>The rows with their embeddings. Nothing is read or run until a cursor asks for one.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _mapping.Transform(input);
    }

    /// <summary>Maps one row at a time, for prediction engines.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _mapping.MapRows(inputSchema);
    }

    /// <summary>Writes this transformer alone, weights included, to a file, beside and renamed; <see cref="Load"/> reads it.</summary>
    /// <exception cref="EarlyBertException">The file cannot be written, or the disk is full; a previous file is still there.</exception>
    public void Save(string path) => ModelFile.Save(path, _manifest, Model);

    /// <summary>Reads what <see cref="Save(string)"/> wrote, onto the context's device.</summary>
    /// <exception cref="EarlyBertException">The file is missing, damaged, of a newer format, or holds something else.</exception>
    public static EarlyBertFeaturizerTransformer Load(MLContext mlContext, string path)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (manifest, model) = ModelFile.Load(path, ModelManifest.Featurizer, mlContext.GpuDeviceId, mlContext.FallbackToCpu);
        return new EarlyBertFeaturizerTransformer(mlContext, manifest, model);
    }

    /// <summary>Frees the model's memory. May be called twice; embedding afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => Model.Dispose();

    internal static DataViewSchema AddedColumns(string name, int size)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, size));
        return builder.ToSchema();
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelFile.Save(ctx, ModelSignature, LoaderSignature, _manifest, Model);

    /// <summary>ML.NET calls this, by name, for <c>mlContext.Model.Load</c>.</summary>
    private static EarlyBertFeaturizerTransformer Create(IHostEnvironment environment, object context)
    {
        var (manifest, model) = ModelFile.Load(context, ModelManifest.Featurizer, MlNetInterop.GpuDeviceId(environment), MlNetInterop.FallbackToCpu(environment));
        return new EarlyBertFeaturizerTransformer(environment, manifest, model);
    }
}
