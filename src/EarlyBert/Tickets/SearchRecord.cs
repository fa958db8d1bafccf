namespace EarlyBert.Tickets;

/// <summary>Coefficients at evenly spaced moments of a search. From it tickets at other ratios or moments are drawn without training again.</summary>
public sealed record SearchRecord
{
    /// <summary>Optimizer steps before each moment, ascending; the first is 0.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>Head coefficients: [moment][layer][head].</summary>
    public required IReadOnlyList<float[][]> Heads { get; init; }

    /// <summary>Neuron coefficients: [moment][layer][neuron].</summary>
    public required IReadOnlyList<float[][]> Neurons { get; init; }
}
