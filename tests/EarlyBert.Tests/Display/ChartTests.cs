using EarlyBert.Display.Charts;

namespace EarlyBert.Tests.Display;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 7400, "0 1000 2000 3000 4000 5000 6000 7000")]
    [InlineData(0, 0.001, "0 2e-4 4e-4 6e-4 8e-4 1e-3")]
    [InlineData(0, 50000, "0 10 k 20 k 30 k 40 k 50 k")]
    [InlineData(-1, 1, "-1.0 -0.5 0.0 0.5 1.0")]
    public void Ticks_Range_AreRoundNumbersThatCoverIt(double low, double high, string expected)
    {
        var ticks = new Ticks(low, high, 5);

        Assert.Equal(expected.Replace("0.0", "0", StringComparison.Ordinal), string.Join(' ', ticks.Values.Select(ticks.Label)).Replace("0.0", "0", StringComparison.Ordinal));
    }

    [Fact]
    public void Extent_OneValueOrNone_HasRoom()
    {
        Assert.Equal(new Extent(0, 1), Extent.Of([]));
        Assert.Equal(new Extent(0, 1), Extent.Of([double.NaN, 0]));
        var one = Extent.Of([4.0]);
        Assert.True(one.Low < 4 && one.High > 4);
    }

    [Fact]
    public void LineChart_Points_LieWhereTheAxesSay()
    {
        var plane = new Plane(new Extent(0, 10), new Extent(0, 1), 270);

        Assert.Equal(Plane.LeftEdge, plane.AtX(0));
        Assert.Equal(Plane.RightEdge, plane.AtX(10));
        Assert.Equal(plane.BottomEdge, plane.AtY(0));
        Assert.Equal(Plane.TopEdge, plane.AtY(1));
        Assert.Equal((Plane.LeftEdge + Plane.RightEdge) / 2, plane.AtX(5));
    }

    [Fact]
    public void LineChart_NothingFinite_IsStillADrawing()
    {
        var chart = new LineChart { Title = "t", Description = "d", XName = "x", Series = [new Series("s", [], 0), new Series("one", [new Point(1, 1)], 1)] };

        Assert.DoesNotContain("NaN", chart.ToHtml().ToString());
    }
}
