using System.Globalization;
using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Sweeps;

/// <summary>Trials as charts and tables, for notebooks and reports.</summary>
internal static class TrialDisplay
{
    /// <summary>Scores of the finished trials against what a model costs.</summary>
    /// <param name="records">All trials.</param>
    /// <param name="front">Those that no other beats.</param>
    /// <param name="best">The trial with the highest score.</param>
    /// <param name="metric">The score's name.</param>
    /// <param name="title">The chart's title.</param>
    /// <param name="costName">What the cost is.</param>
    /// <param name="cost">The cost; null: the trial has none.</param>
    public static ScatterChart Chart(IReadOnlyList<TrialRecord> records, IReadOnlyList<TrialRecord> front, TrialRecord best, string metric, string title, string costName, Func<TrialRecord, double?> cost)
    {
        var keys = front.Select(record => record.Key).ToHashSet();
        Series[] series =
        [
            new("on the front", Points(records.Where(record => keys.Contains(record.Key))), 0),
            new("beaten", Points(records.Where(record => record.State == TrialState.Completed && !keys.Contains(record.Key))), 1),
        ];
        return new ScatterChart
        {
            Title = title,
            Description = $"{front.Count} of {records.Count} trials are on the front; the best has {metric} {Words.Score(best.Score ?? double.NaN)} with {Words.Large(best.EncoderParameters ?? 0)} parameters in the encoder.",
            Series = [.. series.Where(points => points.Points.Count > 0)],
            XName = costName,
            YName = metric,
        };

        Point[] Points(IEnumerable<TrialRecord> some) => [.. some.Where(record => record.Score is not null && cost(record) is not null).Select(record => new Point(cost(record)!.Value, record.Score!.Value))];
    }

    /// <summary>A row a trial; the best has a star.</summary>
    public static DataTable Table(string caption, IEnumerable<TrialRecord> records, TrialRecord best, string metric) => new(
        caption,
        ["trial", metric, "encoder", "ms a row", "heads pruned", "neurons pruned", "drawn at", "learning rate", "epochs", "batch", "seconds", "end"],
        [.. records.Select(record => new[]
        {
            record.Key == best.Key ? $"{record.Trial} *" : $"{record.Trial}",
            record.Score is { } score ? Words.Score(score) : "",
            record.EncoderParameters is { } parameters ? Words.Count(parameters) : "",
            Invariant($"{record.LatencyMilliseconds:0.00}"),
            Words.Percent(record.Point.HeadRatio),
            Words.Percent(record.Point.NeuronRatio),
            Words.Percent(record.Point.DrawAt),
            Invariant($"{record.Point.LearningRate:0.0e0}"),
            Invariant($"{record.Point.Epochs:0.#}"),
            Invariant($"{record.UsedBatchSize ?? record.Point.BatchSize}"),
            Invariant($"{record.Seconds:0.0}"),
            NameOf(record.State),
        })]);

    /// <summary>How a trial ended, as people say it.</summary>
    public static string NameOf(TrialState state) => state switch
    {
        TrialState.Completed => "completed",
        TrialState.Stopped => "stopped",
        TrialState.TooSlow => "too slow",
        _ => "failed",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
