namespace EarlyBert.Display.Charts;

/// <summary>Numbers of a run over its steps, with the stages shaded and the draw marked.</summary>
internal static class CurveCharts
{
    /// <summary>Points from which a line is smoothed.</summary>
    private const int ManyPoints = 50;

    /// <summary>A number of the logged steps; null: none was logged.</summary>
    /// <param name="curves">The run.</param>
    /// <param name="hasTicket">The search ended with a draw.</param>
    /// <param name="title">What the number is.</param>
    /// <param name="value">The number in a report.</param>
    /// <param name="isNoisy">Long lines are smoothed.</param>
    /// <param name="fromZero">The axis begins at 0.</param>
    /// <param name="name">The axis's name.</param>
    public static LineChart? Of(RunCurves curves, bool hasTicket, string title, Func<TrainingProgress, double?> value, bool isNoisy = false, bool fromZero = false, string name = "")
    {
        var lines = curves.Stages.Select(stage =>
        {
            Point[] points = [.. stage.Lines.Where(line => value(line) is { } at && double.IsFinite(at)).Select(line => new Point(stage.First + line.Step, value(line)!.Value))];
            return new Series(stage.Name, points, stage.Stage == TrainingStage.Search ? 1 : stage.Phase is > 1 ? 2 : 0) { Smooth = isNoisy && points.Length >= ManyPoints };
        }).Where(series => series.Points.Count > 0).ToArray();
        return lines.Length == 0 ? null : new LineChart
        {
            Title = title,
            Description = string.Join("; ", lines.Select(series => $"{series.Name} from {Short(series.Points[0].Y)} at step {series.Points[0].X} to {Short(series.Points[^1].Y)} at step {series.Points[^1].X}")) + ".",
            Series = lines,
            XName = "steps",
            YName = name,
            Shades = Shades(curves),
            Markers = Draw(curves, hasTicket),
            FromZero = fromZero,
        };
    }

    /// <summary>Scores of the evaluations: those between -1 and 1 in one chart, each of the others in its own.</summary>
    public static IEnumerable<LineChart> Scores(RunCurves curves, bool hasTicket)
    {
        var evaluations = curves.Evaluations;
        var names = evaluations.SelectMany(evaluation => evaluation.Metrics.Keys).Distinct().ToLookup(name => evaluations.All(evaluation => !evaluation.Metrics.TryGetValue(name, out var value) || Math.Abs(value) <= 1));
        if (names[true].Any())
            yield return Chart("Scores on the validation set", [.. names[true]]);
        foreach (var name in names[false])
            yield return Chart($"{Words.Title(Words.Metric(name))} on the validation set", [name]);

        LineChart Chart(string title, IReadOnlyList<string> which)
        {
            Series[] lines = [.. which.Select((name, index) => new Series(
                Words.Metric(name),
                [.. evaluations.Where(evaluation => evaluation.Metrics.TryGetValue(name, out var value) && double.IsFinite(value)).Select(evaluation => new Point(evaluation.Step, evaluation.Metrics[name]))],
                index) { Dots = true })];
            var words = string.Join("; ", lines.Where(line => line.Points.Count > 0).Select(line => $"{line.Name} {Words.Score(line.Points[^1].Y)} at step {line.Points[^1].X}"));
            return new LineChart { Title = title, Description = $"At the last evaluation: {words}.", Series = lines, XName = "steps", Shades = Shades(curves), Markers = Draw(curves, hasTicket) };
        }
    }

    /// <summary>The stages as shades behind a chart.</summary>
    private static IReadOnlyList<Shade> Shades(RunCurves curves) =>
        [.. curves.Stages.Select(stage => new Shade(stage.Name, stage.First, stage.Last, stage.Stage == TrainingStage.Search ? "search" : stage.Phase is > 1 ? "second" : "train"))];

    /// <summary>Where the ticket was drawn.</summary>
    private static IReadOnlyList<Marker> Draw(RunCurves curves, bool hasTicket) =>
        hasTicket && curves.Stages is [{ Stage: TrainingStage.Search } search, ..] ? [new Marker("draw", search.Last)] : [];

    private static string Short(double value) => value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);
}
