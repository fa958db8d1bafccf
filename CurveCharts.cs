using System.Globalization;
using EarlyBert.Display.Charts;

namespace EarlyBert.Display;

/// <summary>What a run reported, over all its steps, with the stages shaded.</summary>
/// <param name="curves">The reports.</param>
/// <param name="hasTicket">The search ended with a draw, which is pointed out.</param>
internal sealed class CurveCharts(RunCurves curves, bool hasTicket)
{
    /// <summary>Points from which a line is smoothed.</summary>
    private const int ManyPoints = 50;

    /// <summary>The task loss; null: none was reported.</summary>
    public LineChart? Loss() => Line("Loss", line => line.Loss, smooth: true);

    /// <summary>A line a stage; null: nothing was reported. The description says where each begins and ends.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="value">The value of a report; null: it has none.</param>
    /// <param name="smooth">Draws a running mean where there are many points.</param>
    /// <param name="fromZero">The axis begins at 0.</param>
    /// <param name="name">The axis's name.</param>
    public LineChart? Line(string title, Func<TrainingProgress, double?> value, bool smooth = false, bool fromZero = false, string name = "")
    {
        Series[] lines = [.. curves.Stages.Select(stage => LineOf(stage, value, smooth)).Where(series => series.Points.Count > 0)];
        return lines.Length == 0 ? null : new LineChart
        {
            Title = title,
            Description = string.Join("; ", lines.Select(series => $"{series.Name} from {Short(series.Points[0].Y)} at step {series.Points[0].X} to {Short(series.Points[^1].Y)} at step {series.Points[^1].X}")) + ".",
            Series = lines,
            XName = "steps",
            YName = name,
            Shades = Shades(),
            Markers = Draw(),
            FromZero = fromZero,
        };
    }

    /// <summary>Scores between -1 and 1 in one chart, each of the others in its own. The descriptions say what the last evaluation gave.</summary>
    public IEnumerable<LineChart> Scores()
    {
        var names = curves.Evaluations.SelectMany(evaluation => evaluation.Metrics.Keys).Distinct()
            .ToLookup(name => curves.Evaluations.All(evaluation => !evaluation.Metrics.TryGetValue(name, out var value) || Math.Abs(value) <= 1));
        if (names[true].Any())
            yield return ScoresOf("Scores on the validation set", [.. names[true]]);
        foreach (var name in names[false])
            yield return ScoresOf($"{Words.Title(Words.Metric(name))} on the validation set", [name]);
    }

    private static Series LineOf(RunStage stage, Func<TrainingProgress, double?> value, bool smooth)
    {
        Point[] points = [.. stage.Lines.Where(line => value(line) is { } at && double.IsFinite(at)).Select(line => new Point(stage.First + line.Step, value(line)!.Value))];
        return new Series(stage.Name, points, stage.Stage == TrainingStage.Search ? 1 : stage.Phase is > 1 ? 2 : 0) { Smooth = smooth && points.Length >= ManyPoints };
    }

    private LineChart ScoresOf(string title, IReadOnlyList<string> names)
    {
        Series[] lines = [.. names.Select((name, index) => new Series(
            Words.Metric(name),
            [.. curves.Evaluations.Where(evaluation => evaluation.Metrics.TryGetValue(name, out var value) && double.IsFinite(value)).Select(evaluation => new Point(evaluation.Step, evaluation.Metrics[name]))],
            index) { Dots = true })];
        var words = string.Join("; ", lines.Where(line => line.Points.Count > 0).Select(line => $"{line.Name} {Words.Score(line.Points[^1].Y)} at step {line.Points[^1].X}"));
        return new LineChart { Title = title, Description = $"At the last evaluation: {words}.", Series = lines, XName = "steps", Shades = Shades(), Markers = Draw() };
    }

    /// <summary>The stages behind a chart.</summary>
    private Shade[] Shades() =>
        [.. curves.Stages.Select(stage => new Shade(stage.Name, stage.First, stage.Last, stage.Stage == TrainingStage.Search ? "search" : stage.Phase is > 1 ? "second" : "train"))];

    /// <summary>Where the ticket was drawn.</summary>
    private Marker[] Draw() => hasTicket && curves.Stages is [{ Stage: TrainingStage.Search } search, ..] ? [new Marker("draw", search.Last)] : [];

    private static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
