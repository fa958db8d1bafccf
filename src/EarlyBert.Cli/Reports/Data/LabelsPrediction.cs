namespace EarlyBert.Cli.Reports.Data;

/// <summary>A text with any number of labels.</summary>
/// <param name="Text">The first text.</param>
/// <param name="Pair">The second text; null: there is none.</param>
/// <param name="Labels">The true labels.</param>
/// <param name="Predicted">The labels over their thresholds.</param>
internal sealed record LabelsPrediction(string Text, string? Pair, IReadOnlyList<string> Labels, IReadOnlyList<string> Predicted) : Prediction
{
    /// <summary>Labels that the model left out or put in.</summary>
    public int Faults() => Labels.Except(Predicted).Count() + Predicted.Except(Labels).Count();
}
