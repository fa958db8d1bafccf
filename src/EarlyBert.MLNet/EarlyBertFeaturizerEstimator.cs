using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// Turns texts into sentence embeddings with a BERT from a folder; nothing is trained. Made by
/// <see cref="EarlyBertCatalog.EarlyBertFeaturizer"/>.
/// </summary>
public sealed class EarlyBertFeaturizerEstimator : IEstimator<EarlyBertFeaturizerTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly ModelManifest _manifest;
    private readonly string _modelFolder;

    internal EarlyBertFeaturizerEstimator(IHostEnvironment environment, string outputColumnName, string inputColumnName, string modelFolder, int batchSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        if (batchSize is < 1 or > EarlyBertTrainingOptions.LargestBatch)
            throw new EarlyBertException($"{nameof(batchSize)} is {batchSize}; it can be 1 to {EarlyBertTrainingOptions.LargestBatch}.");
        _environment = environment;
        _modelFolder = modelFolder;
        _manifest = new ModelManifest
        {
            Kind = ModelManifest.Featurizer,
            TextColumnName = inputColumnName,
            OutputColumnName = outputColumnName,
            BatchSize = batchSize,
        };
        MlNetInterop.Register(environment);
    }

    /// <summary>The schema after the transformer: the input's columns and the embedding, a vector of <see cref="float"/>.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Columns.RequireText(inputSchema, _manifest.TextColumnName, "inputColumnName");
        return Shapes.Append(inputSchema, EarlyBertFeaturizerTransformer.AddedColumns(_manifest.OutputColumnName, size: 1));
    }

    /// <summary>Loads the model onto the context's device; the rows of <paramref name="input"/> are not read.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text, or the folder holds no BERT that can be read.</exception>
    public EarlyBertFeaturizerTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Columns.Text(input.Schema, _manifest.TextColumnName, "inputColumnName");
        var model = TextClassifier.Load(_modelFolder, MlNetInterop.GpuDeviceId(_environment), MlNetInterop.FallbackToCpu(_environment));
        return new EarlyBertFeaturizerTransformer(_environment, _manifest, model);
    }
}
