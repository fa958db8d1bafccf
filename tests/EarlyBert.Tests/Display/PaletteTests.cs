using EarlyBert.Display;

namespace EarlyBert.Tests.Display;

public sealed class PaletteTests
{
    /// <summary>WCAG 2.1 AA: text (1.4.3), and what is needed to read a chart or a control (1.4.11).</summary>
    private const double ForText = 4.5;
    private const double ForShapes = 3;

    public static TheoryData<string> Themes => ["light", "dark"];

    [Fact]
    public void Contrast_KnownPairs_AreThoseOfWcag()
    {
        Assert.Equal(21, Color.Contrast(Color.Of("#000000"), Color.Of("#ffffff")), 6);
        Assert.Equal(4.54, Color.Contrast(Color.Of("#767676"), Color.Of("#ffffff")), 2);
        Assert.Equal(1, Color.Contrast(Color.Of("#123456"), Color.Of("#123456")), 6);
    }

    [Theory, MemberData(nameof(Themes))]
    public void Text_OnEverythingItStandsOn_HasContrastAA(string theme)
    {
        var palette = Of(theme);
        foreach (var ground in new[] { palette.Page, palette.Card, palette.SearchShade, palette.TrainShade, palette.SecondShade })
        {
            Assert.InRange(Color.Contrast(palette.Text, ground), ForText, 21);
            Assert.InRange(Color.Contrast(palette.Muted, ground), ForText, 21);
        }

        Assert.InRange(Color.Contrast(palette.Accent, palette.Page), ForText, 21);
        Assert.InRange(Color.Contrast(palette.Accent, palette.Card), ForText, 21);
    }

    [Theory, MemberData(nameof(Themes))]
    public void Series_OnEverythingTheyStandOn_HaveContrastAA(string theme)
    {
        var palette = Of(theme);
        Assert.All(palette.Series, color => Assert.All(new[] { palette.Card, palette.SearchShade, palette.TrainShade, palette.SecondShade }, ground => Assert.InRange(Color.Contrast(color, ground), ForShapes, 21)));
    }

    [Theory, MemberData(nameof(Themes))]
    public void RampText_OnItsStep_HasContrastAA(string theme)
    {
        var palette = Of(theme);
        Assert.Equal(Palette.RampSteps, palette.Ramp.Count);
        Assert.All(palette.Ramp.Zip(palette.RampText), step => Assert.InRange(Color.Contrast(step.First, step.Second), ForText, 21));
    }

    [Theory, MemberData(nameof(Themes))]
    public void Ramp_FromNoneToMost_GoesOneWayAndIsSeen(string theme)
    {
        var palette = Of(theme);
        var distances = palette.Ramp.Select(step => Color.Contrast(step, palette.Ramp[0])).ToArray();

        Assert.Equal(distances.Order(), distances);
        Assert.InRange(distances[^1], ForShapes, 21);
    }

    [Fact]
    public void Themes_HaveTheSameVariables() => Assert.Equal(Names(Palette.Light), Names(Palette.Dark));

    private static string[] Names(Palette palette) => [.. palette.ToCss().Split(';', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split(':')[0])];

    private static Palette Of(string theme) => theme == "light" ? Palette.Light : Palette.Dark;
}
