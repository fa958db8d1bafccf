using EarlyBert.MLNet.Fitting;
using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// Trains a text classifier by early-bird ticket (Chen et al. 2021, section 3.2): of one class a row where the label is a key, of any number of labels a
/// row where it is a vector. Made by
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
        var label = Columns.RequireLabel(inputSchema, _options.LabelColumnName, nameof(_options.LabelColumnName));
        Columns.RequireText(inputSchema, _options.TextColumnName, nameof(_options.TextColumnName));
        if (_options.TextPairColumnName is not null)
            Columns.RequireText(inputSchema, _options.TextPairColumnName, nameof(_options.TextPairColumnName));
        var (output, score, classes) = (_options.OutputColumnName, _options.ScoreColumnName, ClassNames.Unseen(label));
        return Shapes.Append(inputSchema, label.Kind == SchemaShape.Column.VectorKind.Vector ? MultiLabelColumns.Make(output, score, classes) : ClassifierColumns.Make(output, score, classes));
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

        var reader = new TextRowReader(_options, log, cancellation.Token);
        var (classes, result) = Columns.IsVector(input.Schema, _options.LabelColumnName)
            ? FitLabels(input, new MultiLabelRows(_options, reader), log, cancellation.Token)
            : FitClasses(input, new LabelledRows(_options, reader), log, cancellation.Token);
        return new EarlyBertClassifierTransformer(_host, _options, classes, result);
    }

    /// <summary>One class a row.</summary>
    private (ClassNames Classes, TextClassifierResult Result) FitClasses(IDataView input, LabelledRows reader, TrainingLog log, CancellationToken cancellationToken)
    {
        var (train, classes) = reader.ReadTraining(input);
        var validation = _options.ValidationSet is null ? null : reader.ReadValidation(_options.ValidationSet, classes);
        return (classes, TextClassifierTraining.Fit(train, classes.Names, RunOptions(_environment, _options.EarlyBert), validation, _options.Ticket, _options.PretrainedModel, log, cancellationToken));
    }

    /// <summary>Any number of labels a row.</summary>
    private (ClassNames Labels, TextClassifierResult Result) FitLabels(IDataView input, MultiLabelRows reader, TrainingLog log, CancellationToken cancellationToken)
    {
        var (train, labels) = reader.ReadTraining(input);
        var validation = _options.ValidationSet is null ? null : reader.ReadValidation(_options.ValidationSet, labels);
        return (labels, TextClassifierTraining.Fit(train, labels.Names, RunOptions(_environment, _options.EarlyBert), validation, _options.Ticket, _options.PretrainedModel, log, cancellationToken));
    }

    /// <summary>A copy of the options of a run, with what the context decides.</summary>
    internal static EarlyBertOptions RunOptions(IHostEnvironment environment, EarlyBertOptions options)
    {
        var run = options.Clone();
        if (run.Seed == new EarlyBertOptions().Seed)
            run.Seed = MlNetInterop.Seed(environment) ?? run.Seed;
        run.GpuDeviceId ??= MlNetInterop.GpuDeviceId(environment);
        run.FallbackToCpu |= MlNetInterop.FallbackToCpu(environment);
        return run;
    }
}
