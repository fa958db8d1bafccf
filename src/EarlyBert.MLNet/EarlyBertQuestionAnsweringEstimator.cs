using EarlyBert.MLNet.Fitting;
using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet;

/// <summary>
/// Trains a model that answers questions by pointing at a stretch of a context, by early-bird ticket (Chen et al. 2021, section 4.2). Made by
/// <see cref="EarlyBertCatalog.EarlyBertQuestionAnswering(TransformsCatalog, EarlyBertQuestionAnsweringOptions)"/>.
/// </summary>
public sealed class EarlyBertQuestionAnsweringEstimator : IEstimator<EarlyBertQuestionAnsweringTransformer>
{
    private readonly TrainingHost _host;
    private readonly EarlyBertQuestionAnsweringOptions _options;

    internal EarlyBertQuestionAnsweringEstimator(IHostEnvironment environment, EarlyBertQuestionAnsweringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _host = new TrainingHost(environment, "EarlyBertQuestionAnswering");
    }

    /// <summary>The schema after the transformer: the input's columns, the answers and their scores.</summary>
    /// <exception cref="EarlyBertException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Columns.RequireText(inputSchema, _options.ContextColumnName, nameof(_options.ContextColumnName));
        Columns.RequireText(inputSchema, _options.QuestionColumnName, nameof(_options.QuestionColumnName));
        Columns.RequireText(inputSchema, _options.TrainingAnswerColumnName, nameof(_options.TrainingAnswerColumnName));
        Columns.RequireIndex(inputSchema, _options.AnswerIndexColumnName, nameof(_options.AnswerIndexColumnName));
        return Shapes.Append(inputSchema, AnswerColumns.Make(_options.PredictedAnswerColumnName, _options.ScoreColumnName));
    }

    /// <summary>Reads the data once, then cuts windows, searches, draws, prunes, rewinds, trains and folds.</summary>
    /// <exception cref="EarlyBertException">
    /// A column is missing or of the wrong type, there are no rows, no row's answer stands in its context, the ticket or a file does not fit, or the loss is
    /// not a number.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled.</exception>
    public EarlyBertQuestionAnsweringTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _host.Fit(_options, (run, log, cancellationToken) =>
        {
            var reader = new QuestionRows(_options, cancellationToken);
            var train = reader.Read(input, "training set");
            var validation = _options.ValidationSet is null ? null : reader.Read(_options.ValidationSet, "validation set");
            var result = QuestionAnsweringTraining.Fit(train, run, validation, _options.Ticket, _options.PretrainedModel, log, cancellationToken);
            return new EarlyBertQuestionAnsweringTransformer(_host.Host, _options, _options.Answers(result.Answerer.Answers.NoAnswerThreshold), result);
        });
    }
}
