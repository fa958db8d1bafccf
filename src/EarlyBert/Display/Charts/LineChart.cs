namespace EarlyBert.Display.Charts;

/// <summary>Lines over a common axis, with stages shaded behind them and places pointed out.</summary>
internal sealed record LineChart
{
    /// <summary>Points up to which each gets a dot.</summary>
    private const int FewPoints = 40;

    /// <summary>Room that each dot needs from the one before.</summary>
    private const double Spacing = 9;

    /// <summary>Points that a line is drawn through at most: more than there are pixels.</summary>
    private const int MostPoints = 600;

    private const double Height = 270;

    public required string Title { get; init; }

    /// <summary>What is to be seen, in words.</summary>
    public required string Description { get; init; }

    public required IReadOnlyList<Series> Series { get; init; }

    public required string XName { get; init; }

    public string YName { get; init; } = "";

    public IReadOnlyList<Shade> Shades { get; init; } = [];

    /// <summary>Lines from top to bottom.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];

    /// <summary>Lines from left to right.</summary>
    public IReadOnlyList<Marker> Levels { get; init; } = [];

    /// <summary>The vertical axis begins at 0.</summary>
    public bool FromZero { get; init; }

    public Html ToHtml()
    {
        var points = Series.SelectMany(series => series.Points.Concat(series.Band is { } band ? band.Low.Concat(band.High) : [])).ToArray();
        var x = Extent.Of([.. points.Select(point => point.X), .. Shades.SelectMany(shade => new[] { shade.From, shade.To }), .. Markers.Select(marker => marker.At)]);
        var y = Extent.Of([.. points.Select(point => point.Y), .. Levels.Select(level => level.At)], margin: 0.06);
        var plane = new Plane(x, FromZero ? new Extent(0, Math.Max(y.High, 1e-9)) : y, Height, wholeX: true);
        return Html.Join(
            Drawing.Of(Title, Description, Height, Html.Join(
            [
                .. Shades.Select(shade => Draw(shade, plane)),
                plane.Axes(XName, YName),
                .. Shades.Select(shade => Name(shade, plane)),
                .. Levels.Select(level => DrawLevel(level, plane)),
                .. Markers.Select(marker => DrawMarker(marker, plane)),
                .. Series.Select(series => Draw(series, plane)),
            ])),
            Drawing.Legend(Series));
    }

    private static Html Draw(Shade shade, Plane plane)
    {
        var (from, to) = (plane.AtX(shade.From), plane.AtX(shade.To));
        return Html.Of($"<rect class=\"{shade.Style}\" x=\"{from}\" y=\"{Plane.TopEdge}\" width=\"{Math.Max(0, to - from)}\" height=\"{plane.BottomEdge - Plane.TopEdge}\"><title>{shade.Name}</title></rect>");
    }

    /// <summary>A stage's name; one that does not fit its stage is left to the legend and the table.</summary>
    private static Html Name(Shade shade, Plane plane)
    {
        var (from, to) = (plane.AtX(shade.From), plane.AtX(shade.To));
        return to - from < 8 * shade.Name.Length ? Html.Empty : Html.Of($"<text x=\"{from + 6}\" y=\"{Plane.TopEdge + 15}\">{shade.Name}</text>");
    }

    private static Html DrawMarker(Marker marker, Plane plane)
    {
        var at = plane.AtX(marker.At);
        var isLeft = at < Plane.Width / 2;
        return Html.Of($"<line class=\"mark\" x1=\"{at}\" x2=\"{at}\" y1=\"{Plane.TopEdge - 6}\" y2=\"{plane.BottomEdge}\"/><text class=\"strong\" x=\"{(isLeft ? at + 5 : at - 5)}\" y=\"{Plane.TopEdge - 6}\" text-anchor=\"{(isLeft ? "start" : "end")}\">{marker.Name}</text>");
    }

    private static Html DrawLevel(Marker level, Plane plane)
    {
        var at = plane.AtY(level.At);
        return Html.Of($"<line class=\"level\" x1=\"{Plane.LeftEdge}\" x2=\"{Plane.RightEdge}\" y1=\"{at}\" y2=\"{at}\"/><text x=\"{Plane.RightEdge - 2}\" y=\"{at - 5}\" text-anchor=\"end\">{level.Name}</text>");
    }

    private static Html Draw(Series series, Plane plane)
    {
        if (series.Points.Count == 0)
            return Html.Empty;
        var line = Thinning.Of(series.Smooth ? RunningMean(series.Points) : series.Points, MostPoints);
        var raw = series.Smooth ? Html.Of($"<polyline class=\"raw\" points=\"{plane.Path(Thinning.Of(series.Points, MostPoints))}\"/>") : Html.Empty;
        var band = series.Band is { } edges ? Html.Of($"<polygon class=\"area\" points=\"{plane.Path(edges.Low.Concat(edges.High.Reverse()))}\"/>") : Html.Empty;
        var isLoose = series.Points.Count <= FewPoints && plane.AtX(series.Points[^1].X) - plane.AtX(series.Points[0].X) >= Spacing * (series.Points.Count - 1);
        var dots = (series.Dots || (isLoose && !series.Smooth) ? series.Points : []).Index().Select(point => Html.Of(
            $"<circle class=\"{(series.Hollow.Contains(point.Index) ? "ring" : "dot")}\" cx=\"{plane.AtX(point.Item.X)}\" cy=\"{plane.AtY(point.Item.Y)}\" r=\"4\"><title>{series.Name}: {DataTable.Number(point.Item.Y)} at {DataTable.Number(point.Item.X)}</title></circle>"));
        return Html.Of($"<g class=\"s{series.ColorIndex}\">{band}{raw}<polyline class=\"line\" stroke-dasharray=\"{series.Dashes}\" points=\"{plane.Path(line)}\"/>{dots}</g>\n");
    }

    /// <summary>The mean of the points around each, a twelfth of the line to either side at most.</summary>
    private static IReadOnlyList<Point> RunningMean(IReadOnlyList<Point> points)
    {
        var reach = Math.Min(points.Count / 12, 25);
        return [.. points.Select((point, index) =>
        {
            // As many before as after, so that the ends are not drawn inwards.
            var near = Math.Min(reach, Math.Min(index, points.Count - 1 - index));
            return new Point(point.X, Enumerable.Range(index - near, (2 * near) + 1).Average(at => points[at].Y));
        })];
    }
}
