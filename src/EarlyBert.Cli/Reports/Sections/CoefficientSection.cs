using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>What the ticket was drawn from: the learned coefficients.</summary>
internal static class CoefficientSection
{
    public static Section? Of(RunData run) => Section.Of("coefficients", "Coefficients", [Heads(run), Ridges(run), Fan(run)]);

    /// <summary>Each head's coefficient at the draw.</summary>
    private static Figure? Heads(RunData run)
    {
        if (run.Search is not { } search || run.Ticket is not { } ticket)
            return null;
        StripChart.Dot[][] rows = [.. search.Heads[^1].Select((layer, index) =>
        {
            // Of a model that was pruned before, the coefficients are of the heads that it had left.
            var names = search.Pruned?.KeptHeads?[index] ?? [.. Enumerable.Range(0, layer.Length)];
            return layer.Select((value, head) => new StripChart.Dot($"layer {index}, head {names[head]}", value, ticket.KeptHeads[index].Contains(names[head]))).ToArray();
        })];
        var chart = new StripChart
        {
            Title = "Coefficients of the heads",
            Description = $"One dot a head, from {DataTable.Number(rows.Min(row => row.Min(dot => dot.Value)))} to {DataTable.Number(rows.Max(row => row.Max(dot => dot.Value)))}.",
            Rows = rows,
            XName = "coefficient when drawn",
        };
        var table = new DataTable("Coefficients of the heads when the search ended", ["head", "coefficient", "kept"], [.. rows.SelectMany(row => row).Select(dot => new[] { dot.Name, DataTable.Number(dot.Value), dot.IsKept ? "yes" : "no" })]);
        return new Figure(chart.Title, "All began at 1; the smallest go. Solid: kept; hollow: pruned.", chart.ToHtml(), table);
    }

    /// <summary>The neurons' coefficients at the draw, layer by layer.</summary>
    private static Figure? Ridges(RunData run)
    {
        if (run.Summary is not { } summary)
            return null;
        var counts = summary.Neurons.Histograms[^1];
        var chart = new RidgeChart
        {
            Title = "Coefficients of the neurons",
            Description = $"A distribution a layer, from {DataTable.Number(summary.Neurons.HistogramEdges[0])} to {DataTable.Number(summary.Neurons.HistogramEdges[^1])}.",
            Edges = summary.Neurons.HistogramEdges,
            Counts = counts,
            XName = "coefficient when drawn",
        };
        return new Figure(chart.Title, "How the coefficients of each layer are spread when the search ends; all began at 1.", chart.ToHtml(), RunTables.Coefficients(run));
    }

    /// <summary>All neurons' coefficients over the search: the median and what lies around it.</summary>
    private static Figure? Fan(RunData run)
    {
        if (run.Search is not { Steps.Length: > 1 } search)
            return null;
        var sorted = search.Neurons.Select(layers => layers.SelectMany(layer => layer).Order().ToArray()).ToArray();
        Point[] Quantile(double level) => [.. sorted.Select((values, moment) => new Point(search.Steps[moment], values[(int)Math.Round(level * (values.Length - 1))]))];
        Series[] lines =
        [
            new("95 %", Quantile(0.95), 2) { Band = (Quantile(0.05), Quantile(0.95)) },
            new("median", Quantile(0.5), 0) { Band = (Quantile(0.25), Quantile(0.75)) },
            new("5 %", Quantile(0.05), 1),
        ];
        double[] levels = [0.05, 0.25, 0.5, 0.75, 0.95];
        var table = new DataTable("Quantiles of all neurons' coefficients", ["step", .. levels.Select(level => Words.Percent(level))],
            [.. search.Steps.Select((step, moment) => levels.Select(level => DataTable.Number(Quantile(level)[moment].Y)).Prepend(DataTable.Number(step)).ToArray())]);
        var chart = new LineChart
        {
            Title = "How the neurons' coefficients part",
            Description = $"At the end the middle 90 % lie between {DataTable.Number(lines[2].Points[^1].Y)} and {DataTable.Number(lines[0].Points[^1].Y)}, the median at {DataTable.Number(lines[1].Points[^1].Y)}.",
            Series = lines,
            XName = "steps of the search",
        };
        return new Figure(chart.Title, $"Around the median the middle half of all coefficients; paler, the middle 90 %. {chart.Description}", chart.ToHtml(), table);
    }
}
