using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Tickets.Charts;

/// <summary>Which heads a ticket keeps, layer by layer: a solid square stays, a dashed one goes.</summary>
/// <param name="Ticket">The ticket.</param>
internal sealed record TicketMap(EarlyBirdTicket Ticket)
{
    private const double Left = 62;
    private const double Right = 66;

    public Html ToHtml()
    {
        var cell = Math.Min(34, (Plane.Width - Left - Right) / Ticket.Heads);
        var rows = Enumerable.Range(0, Ticket.Layers).Select(layer =>
        {
            var kept = Ticket.KeptHeads[layer].ToHashSet();
            var y = 22 + (layer * cell);
            return Html.Of($"""
                <text x="{Left - 8}" y="{y + (cell / 2) + 4}" text-anchor="end">layer {layer}</text>
                {Enumerable.Range(0, Ticket.Heads).Select(head => Html.Of($"<rect class=\"{(kept.Contains(head) ? "kept" : "gone")}\" x=\"{Left + (head * cell) + 1.5}\" y=\"{y + 1.5}\" width=\"{cell - 3}\" height=\"{cell - 3}\" rx=\"3\"><title>layer {layer}, head {head}: {(kept.Contains(head) ? "kept" : "pruned")}</title></rect>"))}
                <text class="label" x="{Left + (Ticket.Heads * cell) + 8}" y="{y + (cell / 2) + 4}">{kept.Count} of {Ticket.Heads}</text>
                """);
        });
        var every = cell < 22 ? 2 : 1;
        var heads = Enumerable.Range(0, Ticket.Heads).Where(head => head % every == 0).Select(head => Html.Of($"<text x=\"{Left + ((head + 0.5) * cell)}\" y=\"14\" text-anchor=\"middle\">{head}</text>"));
        var words = $"Heads kept in each layer: {string.Join("; ", Ticket.KeptHeads.Select((layer, index) => $"layer {index} keeps {string.Join(", ", layer)}"))}.";
        return Drawing.Of("Heads of the ticket", words, 26 + (Ticket.Layers * cell), Html.Of($"{heads}{rows}"));
    }
}
