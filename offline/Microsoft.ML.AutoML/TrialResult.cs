namespace Microsoft.ML.AutoML;

/// <summary>What a trial led to; tuners want the loss small.</summary>
public class TrialResult
{
    public TrialSettings TrialSettings { get; set; } = null!;

    public ITransformer? Model { get; set; }

    public double Loss { get; set; }

    public double Metric { get; set; }

    public double DurationInMilliseconds { get; set; }
}
