using EarlyBert.MLNet.Fitting;
using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// Trains a text classifier by early-bird ticket (Chen et al. 2021, section 3.2). Made by
/// <see cref="EarlyBertCatalog.EarlyBertClassifier(TransformsCatalog, EarlyBertClassifierOptions)"/>.
/// </summary>
public sealed class EarlyBertClassifierEstimator : IEstimator<EarlyBertClassifierTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly EarlyBertClassifierOptions _options;

    internal EarlyBertClassifierEstimator(IHostEnvironment environment, EarlyBertClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _environment = environment;
        _host = environment.Register("EarlyBertClassifier");
        MlNetInterop.Register(environment);
    }

    /// <summary>The schema after the transformer: the input's columns, the predicted label and the scores.</summary>
    /// <exception cref="EarlyBertException">The label or a text column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = Columns.RequireKey(inputSchema, _options.LabelColumnName, nameof(_options.LabelColumnName));
        Columns.RequireText(inputSchema, _options.TextColumnName, nameof(_options.TextColumnName));
        if (_options.TextPairColumnName is not null)
            Columns.RequireText(inputSchema, _options.TextPairColumnName, nameof(_options.TextPairColumnName));
        return Shapes.Append(inputSchema, ClassifierColumns.Make(_options.OutputColumnName, _options.ScoreColumnName, ClassNames.Unseen(label)));
    }

    /// <summary>Reads the data once, then searches, draws, prunes, rewinds, trains and folds.</summary>
    /// <exception cref="EarlyBertException">
    /// A column is missing or of the wrong type, rows lack labels, there are no rows or only one class, the ticket or a file does not
    /// fit, or the loss is not a number.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled.</exception>
    public EarlyBertClassifierTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _host.Start("Training");
        using var cancellation = new CancellationWatch(_host, _options.CancellationToken);
        var log = new TrainingLog(channel, _options.Progress);

        var reader = new LabelledRows(_options, log, cancellation.Token);
        var (train, classes) = reader.ReadTraining(input);
        var validation = _options.ValidationSet is null ? null : reader.ReadValidation(_options.ValidationSet, classes);
        var result = TextClassifierTraining.Fit(train, classes.Names, RunOptions(), validation, _options.Ticket, _options.PretrainedModel, log, cancellation.Token);
        return new EarlyBertClassifierTransformer(_host, _options, classes, result);
    }

    /// <summary>The options of the run, with what the context decides.</summary>
    private EarlyBertOptions RunOptions()
    {
        var run = _options.EarlyBert.Clone();
        if (run.Seed == new EarlyBertOptions().Seed)
            run.Seed = MlNetInterop.Seed(_environment) ?? run.Seed;
        run.GpuDeviceId ??= MlNetInterop.GpuDeviceId(_environment);
        run.FallbackToCpu |= MlNetInterop.FallbackToCpu(_environment);
        return run;
    }
}
