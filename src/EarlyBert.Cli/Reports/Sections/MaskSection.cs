using System.Globalization;
using System.Text.Json;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Tickets.Charts;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>When the ticket could be drawn: distances between the masks of all recorded moments (paper Figure 1), and of each to the one before.</summary>
internal static class MaskSection
{
    public static Section? Of(RunData run) => Section.Of("masks", "When to draw", [Trace(run), .. run.Summary is { } summary ? Maps(summary) : []]);

    private static Figure? Trace(RunData run)
    {
        var trace = RunTables.DistanceTrace(run);
        if (MaskCharts.Trace(trace, run.Ticket?.Step, Threshold(run)) is not { } chart)
            return null;
        var tied = trace.Any(point => point.Tied) ? " Hollow: coefficients still tied, so that the masks say nothing yet." : "";
        var caption = $"Share of the places in which a recorded mask differs from the one before. The lower, the less is still to be decided. {chart.Description}{tied}";
        return new Figure(chart.Title, caption, chart.ToHtml(), RunTables.Trace(run), IsWide: run.Summary is null);
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
        var map = MaskCharts.Map(summary.Steps, units.MaskDistances, name);
        var thinned = map.Values.Count < summary.Steps.Count ? $" Shown are {map.Values.Count} of {summary.Steps.Count} moments." : "";
        return new Figure(map.Title, $"Each cell compares the masks of two moments (the paper's Figure 1): a pale corner means that the ticket has settled. {map.Description}{thinned}", map.ToHtml(), RunTables.Distances(summary, units, name));
    }
}
