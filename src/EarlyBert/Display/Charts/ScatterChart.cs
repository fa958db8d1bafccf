namespace EarlyBert.Display.Charts;

/// <summary>A cloud of points, one series or several.</summary>
internal sealed record ScatterChart
{
    /// <summary>Points that are drawn at most; more make a page heavy and a cloud no clearer.</summary>
    private const int MostPoints = 1500;

    private const double Height = 360;

    public required string Title { get; init; }

    /// <summary>What is to be seen, in words.</summary>
    public required string Description { get; init; }

    /// <summary>A series of points each; lines are not drawn.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    public required string XName { get; init; }

    public required string YName { get; init; }

    /// <summary>Draws the line on which both values are equal, and both axes alike.</summary>
    public bool Diagonal { get; init; }

    public Html ToHtml()
    {
        var points = Series.SelectMany(series => series.Points).ToArray();
        var (x, y) = (Extent.Of(points.Select(point => point.X), 0.05), Extent.Of(points.Select(point => point.Y), 0.05));
        if (Diagonal)
            x = y = x.With(y.Low).With(y.High);
        var plane = new Plane(x, y, Height);
        var diagonal = Diagonal ? Html.Of($"<line class=\"level\" x1=\"{plane.AtX(x.Low)}\" y1=\"{plane.AtY(x.Low)}\" x2=\"{plane.AtX(x.High)}\" y2=\"{plane.AtY(x.High)}\"/>") : Html.Empty;
        var few = points.Length <= 60;
        var clouds = Series.Select(series => Html.Of($"<g class=\"s{series.ColorIndex}\">{Thinning.Of(series.Points, MostPoints).Select(point => Html.Of($"<circle class=\"{(series.Color % 2 == 1 ? "ring" : "dot")}\" cx=\"{plane.AtX(point.X)}\" cy=\"{plane.AtY(point.Y)}\" r=\"{(few ? 6 : 3)}\"><title>{series.Name}: {DataTable.Number(point.X)}, {DataTable.Number(point.Y)}</title></circle>"))}</g>"));
        return Html.Join(
            Drawing.Of(Title, Description, Height, Html.Join([plane.Axes(XName, YName), diagonal, .. clouds])),
            Series.Count < 2 ? Html.Empty : Html.Of($"""
                <ul class="legend">{Series.Select(series => Html.Of($"<li><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\" class=\"s{series.ColorIndex}\"><circle class=\"{(series.Color % 2 == 1 ? "ring" : "dot")}\" cx=\"13\" cy=\"6\" r=\"5\"/></svg><bdi>{series.Name}</bdi></li>"))}</ul>
                """));
    }
}
