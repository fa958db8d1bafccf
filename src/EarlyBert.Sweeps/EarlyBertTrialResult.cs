using Microsoft.ML.AutoML;

namespace EarlyBert.Sweeps;

/// <summary>What a trial led to, for tuners and monitors. The loss is 1 − score; of a trial that was not trained to its end never less than the best one's.</summary>
public sealed class EarlyBertTrialResult : TrialResult
{
    internal EarlyBertTrialResult(TrialSettings settings, TrialRecord record, TrialRecord? best)
    {
        (TrialSettings, Record) = (settings, record);
        Metric = record.Score ?? 0;
        Loss = record.Score is { } score && double.IsFinite(score) ? 1 - score : double.MaxValue;
        if (record.State != TrialState.Completed && best?.Score is { } reached)
            Loss = Math.Max(Loss, 1 - reached);
        DurationInMilliseconds = record.Seconds * 1000;
    }

    /// <summary>Everything about the trial.</summary>
    public TrialRecord Record { get; }
}
