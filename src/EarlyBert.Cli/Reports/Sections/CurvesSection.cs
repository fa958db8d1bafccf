using EarlyBert.Cli.Reports.Charts;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>Loss, scores, learning rate, gradient norm and throughput over all steps, with the stages shaded.</summary>
internal static class CurvesSection
{
    /// <summary>Points from which a line is smoothed.</summary>
    private const int ManyPoints = 50;

    public static Section? Of(RunData run)
    {
        if (run.Curves.Stages.Count == 0)
            return null;
        return Section.Of("curves", "Training curves",
        [
            Line(run, "Loss", "Task loss of the logged steps, without the penalty.", line => line.Loss),
            .. Scores(run),
            Line(run, "Throughput", "Tokens a second without padding, the mean since the stage began.", line => line.TokensPerSecond, fromZero: true, name: "tokens/s"),
            Line(run, "Learning rate", "As each logged step had it.", line => line.LearningRate, fromZero: true),
            Line(run, "Gradient norm", "Before clipping.", line => line.GradientNorm, fromZero: true),
        ]);
    }

    /// <summary>The stages as shades behind a chart.</summary>
    public static IReadOnlyList<Shade> Shades(RunData run) =>
        [.. run.Curves.Stages.Select(stage => new Shade(stage.Name, stage.First, stage.Last, stage.Stage == TrainingStage.Search ? "search" : stage.Phase is > 1 ? "second" : "train"))];

    /// <summary>Where the ticket was drawn.</summary>
    public static IReadOnlyList<Marker> Draw(RunData run) =>
        run.Curves.Stages is [{ Stage: TrainingStage.Search } search, ..] && run.Ticket is not null ? [new Marker("draw", search.Last)] : [];

    private static Figure? Line(RunData run, string title, string caption, Func<TrainingProgress, double?> value, bool fromZero = false, string name = "")
    {
        var lines = run.Curves.Stages.Select((stage, index) =>
        {
            Point[] points = [.. stage.Lines.Where(line => value(line) is { } at && double.IsFinite(at)).Select(line => new Point(stage.First + line.Step, value(line)!.Value))];
            return new Series(stage.Name, points, stage.Stage == TrainingStage.Search ? 1 : stage.Phase is > 1 ? 2 : 0) { Smooth = title is "Loss" or "Gradient norm" && points.Length >= ManyPoints };
        }).Where(series => series.Points.Count > 0).ToArray();
        if (lines.Length == 0)
            return null;
        var words = string.Join("; ", lines.Select(series => $"{series.Name} from {Short(series.Points[0].Y)} at step {series.Points[0].X} to {Short(series.Points[^1].Y)} at step {series.Points[^1].X}"));
        var chart = new LineChart
        {
            Title = title,
            Description = words + ".",
            Series = lines,
            XName = "steps",
            YName = name,
            Shades = Shades(run),
            Markers = Draw(run),
            FromZero = fromZero,
        };
        var smoothed = lines.Any(series => series.Smooth) ? " Thin: as logged; thick: the running mean." : "";
        var course = title == "Loss" ? $" {Words.Title(words)}." : "";
        return new Figure(title, caption + course + smoothed, chart.ToHtml(), Narrow(RunTables.Curves(run)!, title switch
        {
            "Loss" => "loss",
            "Throughput" => "tokens/s",
            "Learning rate" => "learning rate",
            _ => "gradient norm",
        }));
    }

    /// <summary>Scores between -1 and 1 in one chart, each of the others in its own.</summary>
    private static IEnumerable<Figure?> Scores(RunData run)
    {
        var evaluations = run.Curves.Evaluations;
        var names = evaluations.SelectMany(evaluation => evaluation.Metrics.Keys).Distinct().ToLookup(name => evaluations.All(evaluation => !evaluation.Metrics.TryGetValue(name, out var value) || Math.Abs(value) <= 1));
        if (names[true].Any())
            yield return Chart("Scores on the validation set", [.. names[true]]);
        foreach (var name in names[false])
            yield return Chart($"{Words.Title(Words.Metric(name))} on the validation set", [name]);

        Figure Chart(string title, IReadOnlyList<string> which)
        {
            Series[] lines = [.. which.Select((name, index) => new Series(
                Words.Metric(name),
                [.. evaluations.Where(evaluation => evaluation.Metrics.TryGetValue(name, out var value) && double.IsFinite(value)).Select(evaluation => new Point(evaluation.Step, evaluation.Metrics[name]))],
                index) { Dots = true })];
            var words = string.Join("; ", lines.Where(line => line.Points.Count > 0).Select(line => $"{line.Name} {Words.Score(line.Points[^1].Y)} at step {line.Points[^1].X}"));
            var chart = new LineChart { Title = title, Description = $"At the last evaluation: {words}.", Series = lines, XName = "steps", Shades = Shades(run), Markers = Draw(run) };
            return new Figure(title, $"At the last evaluation: {words}.", chart.ToHtml(), RunTables.Evaluations(run));
        }
    }

    private static string Short(double value) => value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The steps and one column of a table.</summary>
    private static DataTable Narrow(DataTable table, string column)
    {
        int[] keep = [0, 1, Array.IndexOf([.. table.Columns], column)];
        return new DataTable($"{table.Caption}: {column}", [.. keep.Select(index => table.Columns[index])], [.. table.Rows.Select(row => keep.Select(index => row[index]).ToArray())]);
    }
}
