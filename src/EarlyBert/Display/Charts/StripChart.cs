namespace EarlyBert.Display.Charts;

/// <summary>Single values in rows: a solid dot stays, a ring goes.</summary>
internal sealed record StripChart
{
    private const double RowHeight = 30;
    private const double Top = 10;

    public required string Title { get; init; }

    /// <summary>What is to be seen, in words.</summary>
    public required string Description { get; init; }

    /// <summary>[row][dot].</summary>
    public required IReadOnlyList<IReadOnlyList<Dot>> Rows { get; init; }

    public required string XName { get; init; }

    public Html ToHtml()
    {
        var height = Top + (RowHeight * Rows.Count) + 48;
        var extent = Extent.Of(Rows.SelectMany(row => row).Select(dot => dot.Value), margin: 0.05);
        var plane = new Plane(extent, new Extent(0, 1), height);
        var ticks = new Ticks(extent.Low, extent.High, 4);
        var rows = Rows.Index().Select(row =>
        {
            var y = Top + ((row.Index + 0.5) * RowHeight);
            return Html.Of($"""
                <line class="g" x1="{Plane.LeftEdge}" x2="{Plane.RightEdge}" y1="{y}" y2="{y}"/><text x="{Plane.LeftEdge - 7}" y="{y + 4}" text-anchor="end">layer {row.Index}</text>
                <g class="s0">{row.Item.Select(dot => Html.Of($"<circle class=\"{(dot.IsKept ? "dot" : "ring")}\" cx=\"{plane.AtX(dot.Value)}\" cy=\"{y}\" r=\"5.5\"><title>{dot.Name}: {DataTable.Number(dot.Value)}, {(dot.IsKept ? "kept" : "pruned")}</title></circle>"))}</g>
                """);
        });
        return Drawing.Of(Title, Description, height, Html.Of($"""
            {ticks.Values.Select(value => Html.Of($"<line class=\"g\" x1=\"{plane.AtX(value)}\" x2=\"{plane.AtX(value)}\" y1=\"{Top}\" y2=\"{plane.BottomEdge + 4}\"/><text x=\"{plane.AtX(value)}\" y=\"{plane.BottomEdge + 18}\" text-anchor=\"middle\">{ticks.Label(value)}</text>"))}
            {rows}
            <text x="{Plane.RightEdge}" y="{height - 6}" text-anchor="end">{XName}</text>
            """));
    }

    /// <summary>One value.</summary>
    /// <param name="Name">Whose it is.</param>
    /// <param name="Value">The value.</param>
    /// <param name="IsKept">It stays.</param>
    internal sealed record Dot(string Name, double Value, bool IsKept);
}
