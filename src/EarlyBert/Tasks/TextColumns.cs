namespace EarlyBert.Tasks;

/// <summary>The columns of a table that hold a task's texts and labels: names from the header or 0-based indices.</summary>
/// <param name="Text">First text.</param>
/// <param name="Label">Label.</param>
/// <param name="Pair">Second text; null for single-sentence tasks.</param>
public sealed record TextColumns(string Text, string Label, string? Pair = null);
