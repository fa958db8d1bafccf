namespace EarlyBert.MLNet;

/// <summary>
/// Everything about an <see cref="EarlyBertClassifierEstimator"/>: the columns, the training run, and how it is watched and stopped. The
/// estimator takes a copy; later changes do not reach it.
/// </summary>
public sealed class EarlyBertClassifierOptions : EarlyBertTextOptions
{
    /// <summary>Column added for the predicted label: a key with the label's values, or a vector of <see cref="bool"/>. Default: <c>PredictedLabel</c>.</summary>
    public string OutputColumnName { get; set; } = "PredictedLabel";

    private protected override IEnumerable<(string? Value, string Name)> Columns => base.Columns.Append((OutputColumnName, nameof(OutputColumnName)));

    internal EarlyBertClassifierOptions Checked()
    {
        CheckTexts();
        if (OutputColumnName == ScoreColumnName)
            throw new EarlyBertException($"{nameof(OutputColumnName)} and {nameof(ScoreColumnName)} are both '{ScoreColumnName}'; give them different names.");
        return Copy<EarlyBertClassifierOptions>();
    }
}
