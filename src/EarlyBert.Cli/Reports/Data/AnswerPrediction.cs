namespace EarlyBert.Cli.Reports.Data;

/// <summary>An answered question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Context">Where the answer stands, or the part of it that matters; null: left out.</param>
/// <param name="Answers">The true answers; empty: the context has none.</param>
/// <param name="Predicted">The model's answer; empty: none.</param>
/// <param name="F1">How well they agree, 0 to 1 or 0 to 100.</param>
internal sealed record AnswerPrediction(string Question, string? Context, IReadOnlyList<string> Answers, string Predicted, double F1) : Prediction;
