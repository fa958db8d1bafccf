namespace EarlyBert.Cli.Reports.Data;

/// <summary>A text with a number.</summary>
/// <param name="Text">The first text.</param>
/// <param name="Pair">The second text; null: there is none.</param>
/// <param name="Value">The true number.</param>
/// <param name="Predicted">The model's.</param>
internal sealed record ValuePrediction(string Text, string? Pair, double Value, double Predicted) : Prediction;
