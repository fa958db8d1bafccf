using EarlyBert.MLNet.Persistence;
using EarlyBert.Pretraining;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// A BERT that was pre-trained in a pipeline. It adds the sentence embedding of a text, as <see cref="EarlyBertFeaturizerTransformer"/> does, and is
/// saved as one: <c>mlContext.Model.Load</c> gives a featurizer. To fine-tune it, hand it to <c>EarlyBertClassifier</c>, or save it with
/// <see cref="SaveFolder"/>.
/// </summary>
public sealed class EarlyBertPretrainerTransformer : ITransformer, IDisposable
{
    private readonly EarlyBertFeaturizerTransformer _featurizer;

    internal EarlyBertPretrainerTransformer(IHostEnvironment environment, EarlyBertPretrainerOptions options, PretrainingResult result)
    {
        Result = result;
        var manifest = new ModelManifest
        {
            Kind = ModelManifest.Featurizer,
            TextColumnName = options.TextColumnName,
            OutputColumnName = options.OutputColumnName,
            BatchSize = options.BatchSize,
        };
        _featurizer = new EarlyBertFeaturizerTransformer(environment, manifest, TextClassifier.From(result.Model, result.Options.GpuDeviceId, result.Options.FallbackToCpu));
    }

    /// <summary>What the run left: the model, the ticket, metrics on held-out rows, the record of the search, seconds, steps, rates. Owned by the transformer.</summary>
    public PretrainingResult Result { get; }

    /// <summary>The pre-trained model with its vocabulary, to start a fine-tuning from: <see cref="EarlyBertTrainingOptions.PretrainedModel"/>. Owned by the transformer.</summary>
    public PretrainedBert Pretrained => Result.Model;

    /// <summary>The ticket that it was trained with; null for a dense strategy.</summary>
    public EarlyBirdTicket? Ticket => Result.Ticket;

    /// <summary>The last evaluation on held-out rows, see <see cref="PretrainingResult.Metrics"/>; empty when none were held out.</summary>
    public IReadOnlyDictionary<string, double> Metrics => Result.Metrics;

    /// <summary>Every report of the training, in order.</summary>
    public IReadOnlyList<TrainingProgress> History => Result.History;

    /// <summary>True: it maps row by row, as prediction engines need.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The input's schema with the embedding.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _featurizer.GetOutputSchema(inputSchema);

    /// <summary>The rows with their embeddings. Nothing is read or run until a cursor asks for one.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public IDataView Transform(IDataView input) => _featurizer.Transform(input);

    /// <summary>Maps one row at a time, for prediction engines.</summary>
    /// <exception cref="EarlyBertException">The text column is missing or no text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _featurizer.GetRowToRowMapper(inputSchema);

    /// <summary>Writes the model as a Hugging Face folder with the heads of its pre-training: for <c>pretrained:</c>, for <c>EarlyBertFeaturizer</c>, for other libraries.</summary>
    /// <param name="directory">The folder; made if it does not exist.</param>
    /// <exception cref="EarlyBertException">A file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveFolder(string directory)
    {
        ObjectDisposedException.ThrowIf(Pretrained.Tensors.Values.Any(tensor => tensor.IsInvalid), this);
        Pretrained.Save(directory);
    }

    /// <summary>Writes the embedding transformer to a file, beside and renamed; <see cref="EarlyBertFeaturizerTransformer.Load"/> reads it.</summary>
    /// <exception cref="EarlyBertException">The file cannot be written, or the disk is full; a previous file is still there.</exception>
    public void Save(string path) => _featurizer.Save(path);

    /// <summary>Frees the model's memory. May be called twice; embedding and fine-tuning afterwards fail with a message.</summary>
    public void Dispose()
    {
        _featurizer.Dispose();
        Result.Dispose();
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)_featurizer).Save(ctx);
}
