namespace EarlyBert.Display.Charts;

/// <summary>The plane of a chart with two axes: from values to places, with the grid and the axes' names.</summary>
internal sealed class Plane
{
    /// <summary>Width of every drawing in its own units; two of them fit beside each other on a wide screen, one on a phone.</summary>
    public const double Width = 480;

    /// <summary>Room for the numbers of the vertical axis, in a phone's larger letters too.</summary>
    private const double Left = 58;
    private const double Right = 14;
    private const double Top = 26;
    private const double Bottom = 44;

    private readonly Ticks _xTicks;
    private readonly Ticks _yTicks;

    public Plane(Extent x, Extent y, double height, bool wholeX = false)
    {
        (X, Y, Height) = (x, y, height);
        _xTicks = new Ticks(x.Low, x.High, 5, wholeX);
        _yTicks = new Ticks(y.Low, y.High, 4);
    }

    /// <summary>The horizontal axis's values.</summary>
    public Extent X { get; }

    /// <summary>The vertical axis's values.</summary>
    public Extent Y { get; }

    public double Height { get; }

    public static double LeftEdge => Left;

    public static double RightEdge => Width - Right;

    public static double TopEdge => Top;

    public double BottomEdge => Height - Bottom;

    /// <summary>Where a value of the horizontal axis lies.</summary>
    public double AtX(double value) => Left + (X.Share(value) * (RightEdge - Left));

    /// <summary>Where a value of the vertical axis lies.</summary>
    public double AtY(double value) => BottomEdge - (Y.Share(value) * (BottomEdge - Top));

    /// <summary>Points of a line.</summary>
    public string Path(IEnumerable<Point> points) => string.Join(' ', points.Select(point => FormattableString.Invariant($"{AtX(point.X):0.#},{AtY(point.Y):0.#}")));

    /// <summary>Grid and numbers.</summary>
    /// <param name="xName">What the horizontal axis counts.</param>
    /// <param name="yName">What the vertical axis counts.</param>
    public Html Axes(string xName, string yName) => Html.Of($"""
        {_yTicks.Values.Select(value => Html.Of($"<line class=\"g\" x1=\"{Left}\" x2=\"{RightEdge}\" y1=\"{AtY(value)}\" y2=\"{AtY(value)}\"/><text x=\"{Left - 7}\" y=\"{AtY(value) + 4}\" text-anchor=\"end\">{_yTicks.Label(value)}</text>"))}
        {_xTicks.Values.Select(value => Html.Of($"<line class=\"a\" x1=\"{AtX(value)}\" x2=\"{AtX(value)}\" y1=\"{BottomEdge}\" y2=\"{BottomEdge + 4}\"/><text x=\"{AtX(value)}\" y=\"{BottomEdge + 18}\" text-anchor=\"middle\">{_xTicks.Label(value)}</text>"))}
        <line class="a" x1="{Left}" x2="{RightEdge}" y1="{BottomEdge}" y2="{BottomEdge}"/>
        <text x="{RightEdge}" y="{Height - 6}" text-anchor="end">{xName}</text><text x="4" y="14">{yName}</text>
        """);
}
