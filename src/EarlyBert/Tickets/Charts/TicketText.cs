using System.Globalization;
using EarlyBert.Display;

namespace EarlyBert.Tickets.Charts;

/// <summary>A ticket for people: a map of layers by heads, and how many neurons stay.</summary>
internal static class TicketText
{
    /// <summary>Signs of the widest bar of neurons.</summary>
    private const int BarWidth = 20;

    /// <summary>What stays, and when that was decided.</summary>
    public static string Sentence(EarlyBirdTicket ticket) =>
        $"{Words.Count(ticket.KeptHeads.Sum(layer => layer.Count))} of {Words.Count(ticket.Layers * ticket.Heads)} heads and {Words.Count(ticket.KeptNeurons.Sum(layer => layer.Count))} of {Words.Count((double)ticket.Layers * ticket.Neurons)} neurons stay" +
        (ticket.Step > 0 ? $", drawn at step {Words.Count(ticket.Step)}." : $" ({ticket.Schedule}).");

    /// <summary>The ticket for notebooks.</summary>
    public static Html ToHtml(EarlyBirdTicket ticket) => Html.Join(
        Html.Of($"<p>{Sentence(ticket)} Solid: kept; dashed: pruned. Below, each strip is a layer from its first neuron to its last.</p>"),
        new TicketMap(ticket).ToHtml(),
        new DensityStrips(ticket).ToHtml(),
        MaskCharts.Trace(ticket.DistanceTrace, ticket.Step) is { } trace ? Html.Of($"<p>{trace.Description}</p>{trace.ToHtml()}") : Html.Empty);

    /// <summary>The ticket for consoles.</summary>
    public static string Of(EarlyBirdTicket ticket)
    {
        var output = new StringWriter();
        var culture = CultureInfo.InvariantCulture;
        var heads = ticket.KeptHeads.Sum(layer => layer.Count);
        var neurons = ticket.KeptNeurons.Sum(layer => layer.Count);
        output.WriteLine(string.Create(culture, $"drawn at step {ticket.Step} ({ticket.Schedule}), rule {ticket.Rule.ToString().ToLowerInvariant()}, seed {ticket.Seed}"));
        output.WriteLine(string.Create(culture, $"heads   {heads} of {ticket.Layers * ticket.Heads} kept, {ticket.HeadRatio:0.###} asked to go{(ticket.GlobalHeads ? ", over all layers together" : "")}"));
        output.WriteLine(string.Create(culture, $"neurons {neurons} of {ticket.Layers * ticket.Neurons} kept, {ticket.NeuronRatio:0.###} asked to go{(ticket.LayerwiseNeurons ? ", layer by layer" : "")}"));
        output.WriteLine();
        var width = Math.Max("heads".Length, ticket.Heads);
        output.WriteLine($"layer  {"heads".PadRight(width)}  neurons");
        for (var layer = 0; layer < ticket.Layers; layer++)
        {
            var kept = ticket.KeptHeads[layer].ToHashSet();
            var map = string.Concat(Enumerable.Range(0, ticket.Heads).Select(head => kept.Contains(head) ? '#' : '.'));
            var share = (double)ticket.KeptNeurons[layer].Count / ticket.Neurons;
            var bar = new string('#', (int)Math.Round(share * BarWidth)).PadRight(BarWidth, '.');
            output.WriteLine(string.Create(culture, $"{layer,5}  {map.PadRight(width)}  {bar} {ticket.KeptNeurons[layer].Count} ({100 * share:0} %)"));
        }

        foreach (var warning in ticket.Warnings)
            output.WriteLine($"note: {warning}");
        if (ticket.DistanceTrace.Count > 0)
        {
            var last = ticket.DistanceTrace[^1];
            output.WriteLine();
            output.WriteLine(string.Create(culture, $"mask distance at the end: heads {last.Heads:0.0000}, neurons {last.Neurons:0.0000}{(last.Tied ? " (coefficients still tied)" : "")}"));
        }

        return output.ToString();
    }
}
