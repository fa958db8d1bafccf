using EarlyBert.Tasks;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>Fine-tuning a text regressor by early-bird ticket, or by one of the strategies it is compared with.</summary>
public static class TextRegressorTraining
{
    /// <summary>What Hugging Face's library calls the only output.</summary>
    private static readonly string[] Outputs = ["LABEL_0"];

    /// <summary>
    /// Tokenises, builds the model, searches, draws, prunes, rewinds, trains and folds, as <paramref name="options"/> say. The loss is the mean squared
    /// error of the scores as they are, as in Hugging Face's library for one label.
    /// </summary>
    /// <param name="train">Training rows; the scores are finite.</param>
    /// <param name="options">The run's settings; validated first.</param>
    /// <param name="validation">Rows scored at the end of each training epoch: <c>pearson</c>, <c>spearman</c>, <c>mean_squared_error</c>. Null: none.</param>
    /// <param name="ticket">A ticket drawn before: the search is skipped. Null: draw one.</param>
    /// <param name="pretrained">
    /// Weights in memory to start from, in the place of <see cref="EarlyBertOptions.Pretrained"/>; neither changed nor disposed. Null: as the options say.
    /// </param>
    /// <param name="progress">Receives reports, on the training thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="EarlyBertException">Options, data or a file are at fault, or the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TextRegressorResult Fit(ScoredTexts train, EarlyBertOptions options, ScoredTexts? validation = null,
        EarlyBirdTicket? ticket = null, PretrainedBert? pretrained = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Thresholds != LabelThresholds.Half)
            throw new EarlyBertException($"Thresholds are '{options.Thresholds}', but each row has a number; leave them out, or give rows labels.");
        if (options.Train.ClassWeights != ClassWeights.None)
            throw new EarlyBertException($"Train.ClassWeights are '{options.Train.ClassWeights}', but rows have numbers, not classes; leave them out.");
        TextFineTuning.Check(new(train.Texts, train.Pairs), train.Scores.Count, "scores");
        CheckScores(train, "training");
        if (validation is not null)
            CheckScores(validation, "validation");
        var session = new FineTuningSession(TaskHead.Regression, FineTuningDefaults.Glue, options, ticket, pretrained, progress, cancellationToken);
        // The squared error is left out of what tells the best evaluation, where higher is better.
        var held = validation is null ? null : new TextFineTuning.Held(new(validation.Texts, validation.Pairs), ["pearson", "spearman"], outputs => Evaluate(outputs, validation));
        var (regressor, run, truncation) = TextFineTuning.Fit(session, Outputs, new(train.Texts, train.Pairs), rows => tensor(Array.ConvertAll(rows, row => train.Scores[row])), held, TextRegressor.Of, cancellationToken);
        return new TextRegressorResult(run, regressor, truncation);
    }

    private static void CheckScores(ScoredTexts rows, string name)
    {
        for (var row = 0; row < rows.Scores.Count; row++)
        {
            if (!float.IsFinite(rows.Scores[row]))
                throw new EarlyBertException($"The {name} row {row + 1} has the score {rows.Scores[row]}, which is no finite number; mend it, or leave the row out.");
        }
    }

    private static IReadOnlyDictionary<string, double> Evaluate(float[][] outputs, ScoredTexts rows) =>
        RegressionMetrics.Compute(rows.Scores, Array.ConvertAll(outputs, row => row[0]), RegressionMetrics.Names);
}
