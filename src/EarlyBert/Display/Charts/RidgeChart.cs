namespace EarlyBert.Display.Charts;

/// <summary>Distributions above one another, one a layer, over a common axis.</summary>
internal sealed record RidgeChart
{
    private const double Top = 18;

    public required string Title { get; init; }

    /// <summary>What is to be seen, in words.</summary>
    public required string Description { get; init; }

    /// <summary>Edges of the bins, one more than there are bins.</summary>
    public required IReadOnlyList<double> Edges { get; init; }

    /// <summary>[layer][bin].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Counts { get; init; }

    public required string XName { get; init; }

    public Html ToHtml()
    {
        // Ridges overlap when there are many of them, so that a deep model's still fit.
        var step = Counts.Count <= 4 ? 52.0 : 26.0;
        var ridge = step * 1.5;
        var height = Top + ridge + (step * (Counts.Count - 1)) + 44;
        var plane = new Plane(new Extent(Edges[0], Edges[^1]), new Extent(0, 1), height);
        var ticks = new Ticks(Edges[0], Edges[^1], 4);
        var most = Math.Max(1, Counts.Max(layer => layer.Max()));
        var rows = Counts.Index().Select(layer =>
        {
            var foot = Top + ridge + (layer.Index * step);
            var steps = layer.Item.Index().SelectMany(bin => new[] { (X: Edges[bin.Index], bin.Item), (X: Edges[bin.Index + 1], bin.Item) });
            var outline = string.Join(' ', steps.Select(point => FormattableString.Invariant($"{plane.AtX(point.X):0.#},{foot - (point.Item * ridge / most):0.#}")));
            return Html.Of($"""
                <g class="s{layer.Index % 2}"><polygon class="ridge" points="{plane.AtX(Edges[0])},{foot} {outline} {plane.AtX(Edges[^1])},{foot}"/></g>
                <text x="{Plane.LeftEdge - 7}" y="{foot - 1}" text-anchor="end">layer {layer.Index}</text>
                """);
        });
        return Drawing.Of(Title, Description, height, Html.Of($"""
            {ticks.Values.Select(value => Html.Of($"<line class=\"g\" x1=\"{plane.AtX(value)}\" x2=\"{plane.AtX(value)}\" y1=\"{Top}\" y2=\"{plane.BottomEdge + 4}\"/><text x=\"{plane.AtX(value)}\" y=\"{plane.BottomEdge + 18}\" text-anchor=\"middle\">{ticks.Label(value)}</text>"))}
            {rows}
            <text x="{Plane.RightEdge}" y="{height - 6}" text-anchor="end">{XName}</text>
            """));
    }
}
