namespace EarlyBert.Cli.Reports.Data;

/// <summary>A classified text.</summary>
/// <param name="Text">The first text.</param>
/// <param name="Pair">The second text; null: there is none.</param>
/// <param name="Label">The true class.</param>
/// <param name="Predicted">The class with the largest probability.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
internal sealed record ClassPrediction(string Text, string? Pair, string Label, string Predicted, double Probability) : Prediction
{
    /// <summary>The model was right.</summary>
    public bool IsRight() => Label == Predicted;
}
