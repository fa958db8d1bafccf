namespace EarlyBert.Display;

/// <summary>The colours of one theme. Charts name them by CSS variable, so that one drawing serves both themes.</summary>
internal sealed record Palette
{
    /// <summary>Steps of the ramp that heat maps are painted with.</summary>
    public const int RampSteps = 16;

    public required Color Page { get; init; }

    public required Color Card { get; init; }

    public required Color Text { get; init; }

    /// <summary>Captions and labels of axes.</summary>
    public required Color Muted { get; init; }

    public required Color Border { get; init; }

    /// <summary>Lines of a chart's grid; decoration, nothing is read off them.</summary>
    public required Color Grid { get; init; }

    /// <summary>Links, buttons, and the ring around what has the keyboard.</summary>
    public required Color Accent { get; init; }

    /// <summary>Behind the search.</summary>
    public required Color SearchShade { get; init; }

    /// <summary>Behind training.</summary>
    public required Color TrainShade { get; init; }

    /// <summary>Behind the second phase of a pre-training.</summary>
    public required Color SecondShade { get; init; }

    /// <summary>Lines, dots and bars, in the order they are used.</summary>
    public required IReadOnlyList<Color> Series { get; init; }

    /// <summary>Colours that the heat maps' ramp runs through, from 0 to the most.</summary>
    public required IReadOnlyList<Color> RampStops { get; init; }

    public static Palette Light { get; } = new()
    {
        Page = Color.Of("#f4f6f9"),
        Card = Color.Of("#ffffff"),
        Text = Color.Of("#17202b"),
        Muted = Color.Of("#515d6b"),
        Border = Color.Of("#d8dee6"),
        Grid = Color.Of("#e5e9ef"),
        Accent = Color.Of("#1d5bbf"),
        SearchShade = Color.Of("#fdf1da"),
        TrainShade = Color.Of("#edf4fe"),
        SecondShade = Color.Of("#e6f6f1"),
        Series = [.. new[] { "#2563c9", "#c2410c", "#0f766e", "#8b35d6", "#b91c5c", "#4d7c0f", "#0e7490", "#82600a" }.Select(Color.Of)],
        RampStops = [.. new[] { "#eef3f9", "#a9d3e6", "#4d9fcb", "#23659f", "#12305f" }.Select(Color.Of)],
    };

    public static Palette Dark { get; } = new()
    {
        Page = Color.Of("#0e1217"),
        Card = Color.Of("#161c24"),
        Text = Color.Of("#e7ecf2"),
        Muted = Color.Of("#a3afbd"),
        Border = Color.Of("#2d3743"),
        Grid = Color.Of("#252e39"),
        Accent = Color.Of("#82b4ff"),
        SearchShade = Color.Of("#2e2716"),
        TrainShade = Color.Of("#17263a"),
        SecondShade = Color.Of("#142c28"),
        Series = [.. new[] { "#6ea8fe", "#fb923c", "#2dd4bf", "#c792fb", "#f472b6", "#a3d93a", "#22d3ee", "#f2c737" }.Select(Color.Of)],
        RampStops = [.. new[] { "#1e2732", "#1f4a6e", "#2b7fae", "#5cbcd8", "#d6f3f0" }.Select(Color.Of)],
    };

    /// <summary>The heat maps' ramp, from 0 to the most.</summary>
    public IReadOnlyList<Color> Ramp => [.. Enumerable.Range(0, RampSteps).Select(step =>
    {
        var at = (double)step / (RampSteps - 1) * (RampStops.Count - 1);
        var below = Math.Min((int)at, RampStops.Count - 2);
        return Color.Between(RampStops[below], RampStops[below + 1], at - below);
    })];

    /// <summary>The text that is written on each step of the ramp: this theme's black or white, whichever is read better there.</summary>
    public IReadOnlyList<Color> RampText => [.. Ramp.Select(step => new[] { Color.Of("#0a0f15"), Color.Of("#ffffff") }.MaxBy(text => Color.Contrast(text, step)))];

    /// <summary>The step of the ramp for a value between 0 and 1.</summary>
    public static int RampStep(double value) => Math.Clamp((int)Math.Round(value * (RampSteps - 1)), 0, RampSteps - 1);

    /// <summary>The theme as CSS variables.</summary>
    public string ToCss()
    {
        var variables = new List<(string Name, Color Value)>
        {
            ("page", Page), ("card", Card), ("text", Text), ("muted", Muted), ("border", Border), ("grid", Grid), ("accent", Accent),
            ("search", SearchShade), ("train", TrainShade), ("second", SecondShade),
        };
        variables.AddRange(Series.Select((color, index) => ($"s{index}", color)));
        variables.AddRange(Ramp.Select((color, index) => ($"h{index}", color)));
        variables.AddRange(RampText.Select((color, index) => ($"t{index}", color)));
        return string.Concat(variables.Select(variable => $"--{variable.Name}:{variable.Value};"));
    }
}
