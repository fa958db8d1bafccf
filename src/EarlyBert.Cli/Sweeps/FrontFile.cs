using EarlyBert.Sweeps;

namespace EarlyBert.Cli.Sweeps;

/// <summary><c>front.json</c>: what a sweep came to.</summary>
/// <param name="Metric">The score that was to rise.</param>
/// <param name="Trials">Trials by how they ended.</param>
/// <param name="Best">The trial whose model was kept.</param>
/// <param name="Front">Trials that no other beats in score, numbers in the encoder and latency together; each one's ticket is <c>tickets/KEY.json</c>.</param>
internal sealed record FrontFile(string Metric, IReadOnlyDictionary<string, int> Trials, TrialRecord Best, IReadOnlyList<TrialRecord> Front);
