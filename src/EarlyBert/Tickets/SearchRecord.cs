using EarlyBert.Display;
using EarlyBert.Tickets.Charts;

namespace EarlyBert.Tickets;

/// <summary>Coefficients at evenly spaced moments of a search. From it tickets at other ratios or moments are drawn without training again.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record SearchRecord : IDisplay
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

    /// <summary>How much the masks of all moments differ from each other (paper Figure 1).</summary>
    /// <param name="options">How masks are drawn; null: as <see cref="DrawOptions"/> has it.</param>
    public MaskDistances Distances(DrawOptions? options = null)
    {
        var draw = options ?? new DrawOptions();
        return new MaskDistances(Steps, Rows(MaskDistance.Matrix(Heads, c => TicketDrawing.Heads(c, draw))), Rows(MaskDistance.Matrix(Neurons, c => TicketDrawing.Neurons(c, draw))));

        static double[][] Rows(double[,] matrix) => [.. Enumerable.Range(0, matrix.GetLength(0)).Select(row => Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column]).ToArray())];
    }

    /// <summary>The search in a sentence, and how its masks differ.</summary>
    public override string ToString() => $"{Sentence}\n{Distances()}";

    Html IDisplay.Display() => Html.Join(
        Html.Of($"<p>{Sentence}</p>"),
        MaskCharts.Trace(MaskDistance.Trace(this, new DrawOptions()), drawn: null)?.ToHtml() ?? Html.Empty,
        Steps.Count < 2 ? Html.Empty : ((IDisplay)Distances()).Display());

    private string Sentence => $"A search of {Words.Count(Steps[^1])} steps with {Steps.Count} recorded moments: {Words.Count(Heads[^1].Sum(layer => layer.Length))} heads and {Words.Count(Neurons[^1].Sum(layer => layer.Length))} neurons in {Heads[^1].Length} layers.";
}
