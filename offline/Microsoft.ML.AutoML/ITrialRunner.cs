namespace Microsoft.ML.AutoML;

/// <summary>Runs a trial; disposed after each.</summary>
public interface ITrialRunner : IDisposable
{
    Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct);
}
