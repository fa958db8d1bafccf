namespace Microsoft.ML.AutoML;

/// <summary>How long an experiment goes on.</summary>
public abstract class ExperimentSettings
{
    public int MaxModels = int.MaxValue;

    public uint MaxExperimentTimeInSeconds { get; set; } = 24 * 60 * 60;

    public CancellationToken CancellationToken { get; set; }
}
