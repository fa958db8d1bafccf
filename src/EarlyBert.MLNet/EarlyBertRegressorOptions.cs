namespace EarlyBert.MLNet;

/// <summary>
/// Everything about an <see cref="EarlyBertRegressorEstimator"/>: the columns, the training run, and how it is watched and stopped. The
/// estimator takes a copy; later changes do not reach it.
/// </summary>
public sealed class EarlyBertRegressorOptions : EarlyBertTextOptions
{
    internal EarlyBertRegressorOptions Checked()
    {
        CheckTexts();
        return Copy<EarlyBertRegressorOptions>();
    }
}
