using System.Globalization;
using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Tickets.Charts;

/// <summary>Distances between masks: of each to the one before, and of all to all (paper Figure 1).</summary>
internal static class MaskCharts
{
    /// <summary>Moments of a heat map at most.</summary>
    private const int MostMoments = 48;

    /// <summary>The distance of each recorded mask to the one before; null: there are fewer than two.</summary>
    /// <param name="trace">The distances.</param>
    /// <param name="drawn">The step of the draw; null: none is marked.</param>
    /// <param name="threshold">The distance of the early-bird rule, where the run drew by it.</param>
    public static LineChart? Trace(IReadOnlyList<MaskDistancePoint> trace, int? drawn, double? threshold = null)
    {
        if (trace.Count < 2)
            return null;
        var tied = trace.Index().Where(point => point.Item.Tied).Select(point => point.Index).ToHashSet();
        var last = trace[^1];
        return new LineChart
        {
            Title = "Mask distance",
            Description = $"At step {last.Step} the masks of neurons differ from those before in {Words.Percent(last.Neurons)} of their places, those of heads in {Words.Percent(last.Heads)}{(drawn is { } step ? $"; the ticket was drawn at step {step}" : "")}.",
            Series =
            [
                new("neurons", [.. trace.Select(point => new Point(point.Step, point.Neurons))], 0) { Hollow = tied, Dots = true },
                new("heads", [.. trace.Select(point => new Point(point.Step, point.Heads))], 1) { Hollow = tied, Dots = true },
            ],
            XName = "steps of the search",
            Markers = drawn is > 0 ? [new Marker("draw", drawn.Value)] : [],
            Levels = threshold is { } level ? [new Marker("stable below", level)] : [],
            FromZero = true,
        };
    }

    /// <summary>The distances of all masks to all.</summary>
    /// <param name="steps">Optimizer steps before each mask.</param>
    /// <param name="distances">[moment][moment].</param>
    /// <param name="name">Heads or neurons.</param>
    public static HeatMap Map(IReadOnlyList<int> steps, IReadOnlyList<double[]> distances, string name)
    {
        var moments = Thinning.Indices(steps.Count, MostMoments);
        var most = distances.Max(row => row.Max());
        string[] names = [.. moments.Select(moment => steps[moment].ToString(CultureInfo.InvariantCulture))];
        var quarter = steps.Count * 3 / 4;
        var late = distances.Skip(quarter).SelectMany(row => row.Skip(quarter)).Max();
        return new HeatMap
        {
            Title = $"Distances between masks of {name}",
            Description = $"The masks of {name} of the last quarter of the search differ from each other in at most {Words.Percent(late)} of their places; over the whole search in at most {Words.Percent(most)}.",
            Values = [.. moments.Select(row => moments.Select(column => distances[row][column]).ToArray())],
            RowNames = names,
            ColumnNames = names,
            RowTitle = "step",
            ColumnTitle = "step",
            Most = most,
            ScaleName = "of the places differ",
            Aspect = 0.86,
        };
    }
}
