using EarlyBert.Display;
using EarlyBert.Display.Charts;
using EarlyBert.Tickets.Charts;

namespace EarlyBert.Tickets;

/// <summary>
/// How much the masks of all recorded moments of a search differ from each other: the paper's Figure 1, which a notebook shows as heat maps. A pale corner
/// at the end means that the ticket has settled.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record MaskDistances : IDisplay
{
    internal MaskDistances(IReadOnlyList<int> steps, IReadOnlyList<double[]> heads, IReadOnlyList<double[]> neurons) => (Steps, Heads, Neurons) = (steps, heads, neurons);

    /// <summary>Optimizer steps before each moment.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>[moment][moment]: normalised Hamming distance of the head masks, 0 to 1.</summary>
    public IReadOnlyList<double[]> Heads { get; }

    /// <summary>The same for neurons.</summary>
    public IReadOnlyList<double[]> Neurons { get; }

    /// <summary>What is to be seen in them, in words.</summary>
    public override string ToString() => string.Join('\n', Maps.Select(map => map.Description));

    Html IDisplay.Display() => Html.Join(Maps.Select(map => Html.Of($"<p>{map.Description}</p>{map.ToHtml()}")));

    private HeatMap[] Maps => [MaskCharts.Map(Steps, Neurons, "neurons"), MaskCharts.Map(Steps, Heads, "heads")];
}
