namespace EarlyBert.Tickets;

/// <summary>Coefficients at evenly spaced moments of a search. From it tickets at other ratios or moments are drawn without training again.</summary>
public sealed record SearchRecord
{
    /// <summary>Optimizer steps before each moment, ascending; the first is 0.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>Head coefficients: [moment][layer][head]; of a model that was pruned already, those of the heads it had left.</summary>
    public required IReadOnlyList<float[][]> Heads { get; init; }

    /// <summary>Neuron coefficients: [moment][layer][neuron]; of a model that was pruned already, those of the neurons it had left.</summary>
    public required IReadOnlyList<float[][]> Neurons { get; init; }

    /// <summary>The searched heads by their index in the unpruned model, per layer; null: none was pruned.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? KeptHeads { get; init; }

    /// <summary>The searched neurons by their index in the unpruned model, per layer; null: none was pruned.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? KeptNeurons { get; init; }
}
