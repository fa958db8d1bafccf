namespace EarlyBert.Sweeps;

/// <summary>Who does a trial.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="Record">Its outcome, where it is known.</param>
/// <param name="Lock">Where it is ours: keeps others off; dispose it after the outcome is written.</param>
internal sealed record Claim(ClaimKind Kind, TrialRecord? Record = null, IDisposable? Lock = null) : IDisposable
{
    public void Dispose() => Lock?.Dispose();
}
