namespace EarlyBert.Display;

/// <summary>How charts, legends and tables look: rules over the colours of a <see cref="Palette"/>, which whoever shows them sets.</summary>
internal static class DisplayStyle
{
    private static readonly Lazy<string> All = new(() => BuiltInText.Read(typeof(DisplayStyle).Assembly, "EarlyBert.Display.display.css") + Colors());

    /// <summary>The rules as CSS.</summary>
    public static string Rules => All.Value;

    /// <summary>A class for each colour that charts are painted with.</summary>
    private static string Colors() => string.Concat(
        Enumerable.Range(0, Palette.Light.Series.Count).Select(index => $".s{index}{{--c:var(--s{index})}}")
            .Concat(Enumerable.Range(0, Palette.RampSteps).Select(index => $".h{index}{{fill:var(--h{index})}}svg.chart text.t{index}{{fill:var(--t{index})}}"))) + "\n";
}
