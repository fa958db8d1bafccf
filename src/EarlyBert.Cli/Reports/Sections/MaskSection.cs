using System.Globalization;
using System.Text.Json;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports.Charts;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>When the ticket could be drawn: distances between the masks of all recorded moments (paper Figure 1), and of each to the one before.</summary>
internal static class MaskSection
{
    /// <summary>Moments of a heat map at most.</summary>
    private const int MostMoments = 48;

    public static Section? Of(RunData run) => Section.Of("masks", "When to draw", [Trace(run), .. run.Summary is { } summary ? Maps(summary) : []]);

    private static Figure? Trace(RunData run)
    {
        var trace = RunTables.DistanceTrace(run);
        if (trace.Count < 2)
            return null;
        var tied = trace.Index().Where(point => point.Item.Tied).Select(point => point.Index).ToHashSet();
        Series[] lines =
        [
            new("neurons", [.. trace.Select(point => new Point(point.Step, point.Neurons))], 0) { Hollow = tied, Dots = true },
            new("heads", [.. trace.Select(point => new Point(point.Step, point.Heads))], 1) { Hollow = tied, Dots = true },
        ];
        var (last, drawn) = (trace[^1], run.Ticket?.Step);
        var words = $"At step {last.Step} the masks of neurons differ from those before in {Words.Percent(last.Neurons)} of their places, those of heads in {Words.Percent(last.Heads)}";
        var chart = new LineChart
        {
            Title = "Mask distance",
            Description = $"{words}{(drawn is { } step ? $"; the ticket was drawn at step {step}" : "")}.",
            Series = lines,
            XName = "steps of the search",
            Markers = drawn is > 0 ? [new Marker("draw", drawn.Value)] : [],
            Levels = Threshold(run) is { } threshold ? [new Marker("stable below", threshold)] : [],
            FromZero = true,
        };
        var caption = $"Share of the places in which a recorded mask differs from the one before. The lower, the less is still to be decided. {words}.{(tied.Count > 0 ? " Hollow: coefficients still tied, so that the masks say nothing yet." : "")}";
        return new Figure("Mask distance", caption, chart.ToHtml(), RunTables.Trace(run), IsWide: run.Summary is null);
    }

    /// <summary>The distance of the early-bird rule, when the run drew by it.</summary>
    private static double? Threshold(RunData run) =>
        run.Option("Search.Schedule") is { ValueKind: JsonValueKind.String } schedule && schedule.GetString()!.Split(':', ',') is ["stable", var distance, ..]
        && double.TryParse(distance, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static IEnumerable<Figure> Maps(SearchSummary summary)
    {
        if (summary.Steps.Count < 2)
            yield break;
        yield return Map(summary, summary.Neurons, "neurons");
        yield return Map(summary, summary.Heads, "heads");
    }

    private static Figure Map(SearchSummary summary, SearchSummary.Units units, string name)
    {
        var moments = Thinning.Indices(summary.Steps.Count, MostMoments);
        var most = units.MaskDistances.Max(row => row.Max());
        string[] steps = [.. moments.Select(moment => summary.Steps[moment].ToString(CultureInfo.InvariantCulture))];
        var quarter = summary.Steps.Count * 3 / 4;
        var late = units.MaskDistances.Skip(quarter).SelectMany(row => row.Skip(quarter)).Max();
        var words = $"The masks of {name} of the last quarter of the search differ from each other in at most {Words.Percent(late)} of their places; over the whole search in at most {Words.Percent(most)}.";
        var map = new HeatMap
        {
            Title = $"Distances between masks of {name}",
            Description = words,
            Values = [.. moments.Select(row => moments.Select(column => units.MaskDistances[row][column]).ToArray())],
            RowNames = steps,
            ColumnNames = steps,
            RowTitle = "step",
            ColumnTitle = "step",
            Most = most,
            ScaleName = "of the places differ",
            Aspect = 0.86,
        };
        var thinned = moments.Count < summary.Steps.Count ? $" Shown are {moments.Count} of {summary.Steps.Count} moments." : "";
        return new Figure(map.Title, $"Each cell compares the masks of two moments (the paper's Figure 1): a pale corner means that the ticket has settled. {words}{thinned}", map.ToHtml(), RunTables.Distances(summary, units, name));
    }
}
