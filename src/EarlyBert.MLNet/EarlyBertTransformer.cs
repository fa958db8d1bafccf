using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// A model in a pipeline: what the transformers of all tasks have in common. Scoring is lazy, runs in batches, and is safe from several threads at
/// once, so that many prediction engines can share one model.
/// </summary>
public abstract class EarlyBertTransformer : ITransformer, IDisposable
{
    private readonly TrainedBert _model;
    private readonly TextMapping _mapping;
    private readonly string _modelSignature;
    private readonly string _loaderSignature;

    /// <param name="environment">The context's.</param>
    /// <param name="manifest">Columns and settings.</param>
    /// <param name="model">The model; this object's from now on.</param>
    /// <param name="mapping">From its text columns to the added columns.</param>
    /// <param name="modelSignature">What ML.NET checks the model block by; exactly 8 characters.</param>
    /// <param name="loaderSignature">What ML.NET finds our loader by; at most 24 characters, and the same in the registration assembly.</param>
    private protected EarlyBertTransformer(IHostEnvironment environment, ModelManifest manifest, TrainedBert model, TextMapping mapping, string modelSignature, string loaderSignature)
    {
        MlNetInterop.Register(environment);
        (Manifest, _model, _mapping, _modelSignature, _loaderSignature) = (manifest, model, mapping, modelSignature, loaderSignature);
    }

    /// <summary>True: it maps row by row, as prediction engines need.</summary>
    public bool IsRowToRowMapper => true;

    private protected ModelManifest Manifest { get; }

    /// <summary>The input's schema with the added columns.</summary>
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
    /// Writes this transformer alone, weights included, to a file, beside and renamed; its class's <c>Load</c> reads it. To save a whole pipeline, use
    /// <c>mlContext.Model.Save</c>.
    /// </summary>
    /// <exception cref="EarlyBertException">The file cannot be written, or the disk is full; a previous file is still there.</exception>
    public void Save(string path) => ModelFile.Save(path, Manifest, _model);

    /// <summary>Frees the model's memory. May be called twice; scoring afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _model.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelFile.Save(ctx, _modelSignature, _loaderSignature, Manifest, _model);
}
