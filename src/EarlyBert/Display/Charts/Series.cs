namespace EarlyBert.Display.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">In the order of the horizontal axis.</param>
/// <param name="Color">Index into <see cref="Palette.Series"/>; its shape of dashes and dots goes with it, so that colour is not all that tells lines apart.</param>
internal sealed record Series(string Name, IReadOnlyList<Point> Points, int Color)
{
    /// <summary>Draws the values thin, and their running mean over them.</summary>
    public bool Smooth { get; init; }

    /// <summary>Draws a dot at each point; false: where there is room.</summary>
    public bool Dots { get; init; }

    /// <summary>Points drawn hollow, by index.</summary>
    public IReadOnlySet<int> Hollow { get; init; } = new HashSet<int>();

    /// <summary>A band around the line: the lower edges and the upper ones.</summary>
    public (IReadOnlyList<Point> Low, IReadOnlyList<Point> High)? Band { get; init; }

    /// <summary>The palette's index, whatever number was given.</summary>
    public int ColorIndex => Color % Palette.Light.Series.Count;

    /// <summary>The dashes that go with the colour; empty: an unbroken line.</summary>
    public string Dashes => (Color % 4) switch { 0 => "", 1 => "7 4", 2 => "2 4", _ => "9 4 2 4" };
}
