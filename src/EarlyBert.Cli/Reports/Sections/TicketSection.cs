using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Display;
using EarlyBert.Tickets.Charts;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>What stays: heads and neurons, layer by layer.</summary>
internal static class TicketSection
{
    public static Section? Of(RunData run)
    {
        if (run.Ticket is not { } ticket)
            return null;
        var (heads, neurons) = (ticket.KeptHeads.Sum(layer => layer.Count), ticket.KeptNeurons.Sum(layer => layer.Count));
        return Section.Of("ticket", "The ticket",
        [
            new Figure("Heads", $"{heads} of {ticket.Layers * ticket.Heads} stay ({Words.Percent(ticket.HeadRatio)} were asked to go). Solid: kept; dashed: pruned.", new TicketMap(ticket).ToHtml(), RunTables.Ticket(run)),
            new Figure("Neurons", $"{Words.Count(neurons)} of {Words.Count((double)ticket.Layers * ticket.Neurons)} stay ({Words.Percent(ticket.NeuronRatio)} were asked to go). Each strip is a layer from its first neuron to its last; the number is the share that stays.", new DensityStrips(ticket).ToHtml(), RunTables.Ticket(run)),
        ]);
    }
}
