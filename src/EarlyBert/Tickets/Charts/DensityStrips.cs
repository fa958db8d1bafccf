using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Tickets.Charts;

/// <summary>Where in each layer a ticket's neurons lie: a strip a layer, painted by the share that stays of the neurons that stand there.</summary>
/// <param name="Ticket">The ticket.</param>
internal sealed record DensityStrips(EarlyBirdTicket Ticket)
{
    /// <summary>Pieces of a strip.</summary>
    private const int MostBins = 64;

    private const double Left = 62;
    private const double Right = 66;
    private const double RowHeight = 30;

    public Html ToHtml()
    {
        var bins = Math.Min(MostBins, Ticket.Neurons);
        var width = (Plane.Width - Left - Right) / bins;
        var rows = Enumerable.Range(0, Ticket.Layers).Select(layer =>
        {
            var y = 2 + (layer * RowHeight);
            return Html.Of($"""
                <text x="{Left - 8}" y="{y + (RowHeight / 2) + 4}" text-anchor="end">layer {layer}</text>
                {Shares(Ticket.KeptNeurons[layer], bins).Select((share, bin) => Html.Of($"<rect class=\"h{Palette.RampStep(share)}\" x=\"{Left + (bin * width)}\" y=\"{y + 3}\" width=\"{width + 0.2}\" height=\"{RowHeight - 6}\"><title>layer {layer}, neurons {First(bin, bins)} to {First(bin + 1, bins) - 1}: {Percent(share)} kept</title></rect>"))}
                <text class="label" x="{Plane.Width - Right + 8}" y="{y + (RowHeight / 2) + 4}">{Percent((double)Ticket.KeptNeurons[layer].Count / Ticket.Neurons)}</text>
                """);
        });
        var words = $"Share of the neurons kept in each layer: {string.Join("; ", Ticket.KeptNeurons.Select((layer, index) => $"layer {index} {Percent((double)layer.Count / Ticket.Neurons)}"))}.";
        var scale = 14 + (Ticket.Layers * RowHeight);
        return Drawing.Of("Neurons of the ticket", words, scale + 20, Html.Of($"""
            {rows}
            <text x="{Left - 8}" y="{scale + 11}" text-anchor="end">0 %</text>
            {Enumerable.Range(0, Palette.RampSteps).Select(step => Html.Of($"<rect class=\"h{step}\" x=\"{Left + (step * 11)}\" y=\"{scale}\" width=\"11.3\" height=\"14\"/>"))}
            <text x="{Left + (Palette.RampSteps * 11) + 6}" y="{scale + 11}">100 % kept</text>
            """));
    }

    private IEnumerable<double> Shares(IReadOnlyList<int> kept, int bins)
    {
        var counts = new int[bins];
        foreach (var neuron in kept)
            counts[(int)((long)neuron * bins / Ticket.Neurons)]++;
        return counts.Select((count, bin) => (double)count / Math.Max(1, First(bin + 1, bins) - First(bin, bins)));
    }

    /// <summary>The first neuron of a piece.</summary>
    private int First(int bin, int bins) => (int)((((long)bin * Ticket.Neurons) + bins - 1) / bins);

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:0} %");
}
