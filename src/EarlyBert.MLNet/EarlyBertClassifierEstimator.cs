using EarlyBert.MLNet.Fitting;
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
    private readonly TrainingHost _host;
    private readonly EarlyBertClassifierOptions _options;

    internal EarlyBertClassifierEstimator(IHostEnvironment environment, EarlyBertClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _host = new TrainingHost(environment, "EarlyBertClassifier");
    }

    /// <summary>The schema after the transformer: the input's columns, the predicted label and the scores.</summary>
    /// <exception cref="EarlyBertException">The label or a text column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = Columns.RequireLabel(inputSchema, _options.LabelColumnName, nameof(_options.LabelColumnName));
        Columns.RequireTexts(inputSchema, _options);
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
        return _host.Fit(_options, (run, log, cancellationToken) =>
        {
            var reader = new TextRowReader(_options, log, cancellationToken);
            var (classes, result) = Columns.IsVector(input.Schema, _options.LabelColumnName)
                ? FitLabels(input, new MultiLabelRows(_options, reader), run, log, cancellationToken)
                : FitClasses(input, new LabelledRows(_options, reader), run, log, cancellationToken);
            return new EarlyBertClassifierTransformer(_host.Host, _options, classes, result);
        });
    }

    /// <summary>One class a row.</summary>
    private (ClassNames Classes, TextClassifierResult Result) FitClasses(IDataView input, LabelledRows reader, EarlyBertOptions run, TrainingLog log, CancellationToken cancellationToken)
    {
        var (train, classes) = reader.ReadTraining(input);
        var validation = _options.ValidationSet is null ? null : reader.ReadValidation(_options.ValidationSet, classes);
        return (classes, TextClassifierTraining.Fit(train, classes.Names, run, validation, _options.Ticket, _options.PretrainedModel, log, cancellationToken));
    }

    /// <summary>Any number of labels a row.</summary>
    private (ClassNames Labels, TextClassifierResult Result) FitLabels(IDataView input, MultiLabelRows reader, EarlyBertOptions run, TrainingLog log, CancellationToken cancellationToken)
    {
        var (train, labels) = reader.ReadTraining(input);
        var validation = _options.ValidationSet is null ? null : reader.ReadValidation(_options.ValidationSet, labels);
        return (labels, TextClassifierTraining.Fit(train, labels.Names, run, validation, _options.Ticket, _options.PretrainedModel, log, cancellationToken));
    }
}
