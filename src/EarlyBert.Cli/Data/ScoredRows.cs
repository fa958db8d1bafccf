using EarlyBert.Cli.Reports.Data;

namespace EarlyBert.Cli.Data;

/// <summary>How a model does on the rows held out.</summary>
/// <param name="Metrics">Scores by name; empty without rows.</param>
/// <param name="Predictions">What it says of each row, in their order.</param>
internal sealed record ScoredRows(IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<Prediction> Predictions);
