namespace EarlyBert.Display.Charts;

/// <summary>Bars from left to right, each of one or several parts, with the number at its end.</summary>
internal sealed record BarChart
{
    private const double RowHeight = 44;
    private const double Top = 4;

    public required string Title { get; init; }

    /// <summary>What is to be seen, in words.</summary>
    public required string Description { get; init; }

    public required IReadOnlyList<Bar> Bars { get; init; }

    /// <summary>Names of the parts, in the order they stand; one: there is no legend.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [""];

    /// <summary>The length of the whole; null: the longest bar's.</summary>
    public double? Whole { get; init; }

    public Html ToHtml()
    {
        var most = Math.Max(Whole ?? Bars.Max(bar => bar.Parts.Sum()), 1e-12);
        var drawing = Drawing.Of(Title, Description, Top + (RowHeight * Bars.Count), Html.Join(Bars.Index().Select(bar => Draw(bar.Item, Top + (bar.Index * RowHeight), most))));
        return Html.Join(drawing, Parts.Count < 2 ? Html.Empty : Html.Of($"""
            <ul class="legend">{Parts.Index().Select(part => Html.Of($"<li><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\" class=\"s{part.Index}\"><rect class=\"bar-fill\" width=\"26\" height=\"12\" rx=\"3\"/></svg>{part.Item}</li>"))}</ul>
            """));
    }

    private static Html Draw(Bar bar, double y, double most)
    {
        var at = 0.0;
        var parts = new List<Html>();
        foreach (var (index, part) in bar.Parts.Index())
        {
            var (x, width) = (at / most * Plane.Width, part / most * Plane.Width);
            // A bar too thin to be seen is drawn as a line.
            parts.Add(Html.Of($"<g class=\"s{(bar.Parts.Count == 1 ? bar.Color % Palette.Light.Series.Count : index)}\"><rect class=\"bar-fill\" x=\"{x}\" y=\"{y + 20}\" width=\"{(part > 0 ? Math.Max(1, width - (bar.Parts.Count > 1 ? 1 : 0)) : 0)}\" height=\"15\" rx=\"2\"/></g>"));
            at += part;
        }

        return Html.Of($"<text class=\"label\" x=\"0\" y=\"{y + 14}\">{SafeText.Shorten(bar.Name, 44)}</text><text class=\"strong\" x=\"{Plane.Width}\" y=\"{y + 14}\" text-anchor=\"end\">{bar.Value}</text>{parts}");
    }
}
