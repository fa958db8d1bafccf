using EarlyBert.MLNet.Fitting;
using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// Trains a text regressor by early-bird ticket (Chen et al. 2021, section 3.2). Made by
/// <see cref="EarlyBertCatalog.EarlyBertRegressor(TransformsCatalog, EarlyBertRegressorOptions)"/>.
/// </summary>
public sealed class EarlyBertRegressorEstimator : IEstimator<EarlyBertRegressorTransformer>
{
    private readonly TrainingHost _host;
    private readonly EarlyBertRegressorOptions _options;

    internal EarlyBertRegressorEstimator(IHostEnvironment environment, EarlyBertRegressorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _host = new TrainingHost(environment, "EarlyBertRegressor");
    }

    /// <summary>The schema after the transformer: the input's columns and the score.</summary>
    /// <exception cref="EarlyBertException">The label or a text column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Columns.RequireNumber(inputSchema, _options.LabelColumnName, nameof(_options.LabelColumnName));
        Columns.RequireTexts(inputSchema, _options);
        return Shapes.Append(inputSchema, RegressorColumns.Make(_options.ScoreColumnName));
    }

    /// <summary>Reads the data once, then searches, draws, prunes, rewinds, trains and folds.</summary>
    /// <exception cref="EarlyBertException">
    /// A column is missing or of the wrong type, rows lack labels, there are no rows, the ticket or a file does not fit, or the loss is not a number.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled.</exception>
    public EarlyBertRegressorTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _host.Fit(_options, (run, log, cancellationToken) =>
        {
            var reader = new ScoredRows(_options, new TextRowReader(_options, log, cancellationToken));
            var train = reader.Read(input, "training set");
            var validation = _options.ValidationSet is null ? null : reader.Read(_options.ValidationSet, "validation set");
            var result = TextRegressorTraining.Fit(train, run, validation, _options.Ticket, _options.PretrainedModel, log, cancellationToken);
            return new EarlyBertRegressorTransformer(_host.Host, _options, result);
        });
    }
}
