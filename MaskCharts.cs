using System.Globalization;
using EarlyBert.Display.Charts;
using EarlyBert.Tickets;

namespace EarlyBert.Display;

/// <summary>When a ticket could be drawn: distances between the masks of all recorded moments (paper Figure 1), and of each to the one before.</summary>
internal static class MaskCharts
{
    /// <summary>Moments of a heat map at most.</summary>
    private const int MostMoments = 48;

    /// <summary>The distance of each mask to the one before; null: there are fewer than two.</summary>
    /// <param name="trace">The distances in order.</param>
    /// <param name="drawn">Step of the draw; null or 0: none is pointed out.</param>
    /// <param name="threshold">The distance of the early-bird rule; null: the run did not draw by it.</param>
    public static LineChart? Trace(IReadOnlyList<MaskDistancePoint> trace, int? drawn = null, double? threshold = null)
    {
        if (trace.Count < 2)
            return null;
        var tied = trace.Index().Where(point => point.Item.Tied).Select(point => point.Index).ToHashSet();
        return new LineChart
        {
            Title = "Mask distance",
            Description = $"{TraceWords(trace)}{(drawn is { } step ? $"; the ticket was drawn at step {step}" : "")}.",
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

    /// <summary>What stands above the chart of a trace.</summary>
    public static string TraceCaption(IReadOnlyList<MaskDistancePoint> trace) =>
        $"Share of the places in which a recorded mask differs from the one before. The lower, the less is still to be decided. {TraceWords(trace)}." +
        (trace.Any(point => point.Tied) ? " Hollow: coefficients still tied, so that the masks say nothing yet." : "");

    /// <summary>The distances between the masks of all moments, or of evenly chosen ones where there are many.</summary>
    /// <param name="steps">Optimizer steps before each moment.</param>
    /// <param name="distances">[moment][moment].</param>
    /// <param name="name">Heads or neurons.</param>
    public static HeatMap Map(IReadOnlyList<int> steps, IReadOnlyList<IReadOnlyList<double>> distances, string name)
    {
        var moments = Thinning.Indices(steps.Count, MostMoments);
        string[] names = [.. moments.Select(moment => steps[moment].ToString(CultureInfo.InvariantCulture))];
        return new HeatMap
        {
            Title = $"Distances between masks of {name}",
            Description = MapWords(distances, name),
            Values = [.. moments.Select(row => moments.Select(column => distances[row][column]).ToArray())],
            RowNames = names,
            ColumnNames = names,
            RowTitle = "step",
            ColumnTitle = "step",
            Most = distances.Max(row => row.Max()),
            ScaleName = "of the places differ",
            Aspect = 0.86,
        };
    }

    /// <summary>What stands above such a map.</summary>
    public static string MapCaption(HeatMap map, int moments) =>
        $"Each cell compares the masks of two moments (the paper's Figure 1): a pale corner means that the ticket has settled. {map.Description}" +
        (map.Values.Count < moments ? $" Shown are {map.Values.Count} of {moments} moments." : "");

    /// <summary>How much the masks of the last quarter differ, and those of the whole search.</summary>
    public static string MapWords(IReadOnlyList<IReadOnlyList<double>> distances, string name)
    {
        var quarter = distances.Count * 3 / 4;
        var late = distances.Skip(quarter).SelectMany(row => row.Skip(quarter)).Max();
        return $"The masks of {name} of the last quarter of the search differ from each other in at most {Words.Percent(late)} of their places; over the whole search in at most {Words.Percent(distances.Max(row => row.Max()))}.";
    }

    private static string TraceWords(IReadOnlyList<MaskDistancePoint> trace) =>
        $"At step {trace[^1].Step} the masks of neurons differ from those before in {Words.Percent(trace[^1].Neurons)} of their places, those of heads in {Words.Percent(trace[^1].Heads)}";
}
