using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>Loss, scores, learning rate, gradient norm and throughput over all steps, with the stages shaded.</summary>
internal static class CurvesSection
{
    public static Section? Of(RunData run)
    {
        if (run.Curves.Stages.Count == 0)
            return null;
        return Section.Of("curves", "Training curves",
        [
            Line(run, "Loss", "Task loss of the logged steps, without the penalty.", line => line.Loss, isNoisy: true),
            .. Scores(run),
            Line(run, "Throughput", "Tokens a second without padding, the mean since the stage began.", line => line.TokensPerSecond, fromZero: true, name: "tokens/s"),
            Line(run, "Learning rate", "As each logged step had it.", line => line.LearningRate, fromZero: true),
            Line(run, "Gradient norm", "Before clipping.", line => line.GradientNorm, isNoisy: true, fromZero: true),
        ]);
    }

    private static Figure? Line(RunData run, string title, string caption, Func<TrainingProgress, double?> value, bool isNoisy = false, bool fromZero = false, string? name = null)
    {
        if (CurveCharts.Of(run.Curves, run.Ticket is not null, title, value, isNoisy, fromZero, name ?? "") is not { } chart)
            return null;
        var smoothed = chart.Series.Any(series => series.Smooth) ? " Thin: as logged; thick: the running mean." : "";
        var course = title == "Loss" ? $" {Words.Title(chart.Description)}" : "";
        return new Figure(title, caption + course + smoothed, chart.ToHtml(), Narrow(RunTables.Curves(run)!, name ?? title.ToLowerInvariant()));
    }

    /// <summary>Scores between -1 and 1 in one chart, each of the others in its own.</summary>
    private static IEnumerable<Figure> Scores(RunData run) =>
        CurveCharts.Scores(run.Curves, run.Ticket is not null).Select(chart => new Figure(chart.Title, chart.Description, chart.ToHtml(), RunTables.Evaluations(run)));

    /// <summary>The steps and one column of a table.</summary>
    private static DataTable Narrow(DataTable table, string column)
    {
        int[] keep = [0, 1, Array.IndexOf([.. table.Columns], column)];
        return new DataTable($"{table.Caption}: {column}", [.. keep.Select(index => table.Columns[index])], [.. table.Rows.Select(row => keep.Select(index => row[index]).ToArray())]);
    }
}
