using System.Globalization;
using EarlyBert.Display;
using EarlyBert.Display.Charts;
using EarlyBert.MLNet;
using EarlyBert.Tickets;

namespace EarlyBert.Sweeps;

/// <summary>What a sweep has come to.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record SweepResult : IDisplay, IDisposable
{
    /// <summary>All trials, those of other processes and earlier calls included.</summary>
    public required IReadOnlyList<TrialRecord> Records { get; init; }

    /// <summary>The trial with the highest score.</summary>
    public required TrialRecord Best { get; init; }

    /// <summary>Its model, ready to use, whoever trained it; it has the ticket too.</summary>
    public required EarlyBertClassifierTransformer Model { get; init; }

    /// <summary>Trials that no other beats in score, size and latency together.</summary>
    public required IReadOnlyList<TrialRecord> Front { get; init; }

    /// <summary>The recorded search, from which the ticket of every trial was drawn.</summary>
    public required SearchFile Search { get; init; }

    /// <summary>Seconds of the search in this call; 0 where it was there already.</summary>
    public required double SearchSeconds { get; init; }

    /// <summary>It was cancelled before its budget was used up.</summary>
    public required bool WasCancelled { get; init; }

    /// <summary>The front as a table.</summary>
    public override string ToString() => Table.ToText();

    Html IDisplay.Display()
    {
        var others = Records.Where(record => record is { Score: not null, EncoderParameters: not null } && !Front.Contains(record)).ToArray();
        var chart = new ScatterChart
        {
            Title = "Score against size",
            Description = $"{Front.Count} of {Records.Count} trials are on the front; the best has {Words.Score(Best.Score!.Value)} with {Words.Large(Best.EncoderParameters ?? 0)} parameters in the encoder.",
            Series = [.. new[] { new Series("on the front", Points(Front), 0), new Series("beaten", Points(others), 1) }.Where(series => series.Points.Count > 0)],
            XName = "parameters in the encoder",
            YName = "score",
        };
        return Html.Join(Html.Of($"<p>{chart.Description}</p>"), chart.ToHtml(), Table.ToHtml());

        static Point[] Points(IEnumerable<TrialRecord> records) => [.. records.Where(record => record is { Score: not null, EncoderParameters: not null }).Select(record => new Point(record.EncoderParameters!.Value, record.Score!.Value))];
    }

    private DataTable Table => new(
        "Trials that no other beats in score, size and latency together; the best has a star",
        ["trial", "score", "encoder", "ms a row", "heads pruned", "neurons pruned", "learning rate", "epochs"],
        [.. Front.Select(record => new[]
        {
            record.Key == Best.Key ? $"{record.Trial} *" : $"{record.Trial}", Words.Score(record.Score ?? double.NaN), Words.Count(record.EncoderParameters ?? 0), Invariant($"{record.LatencyMilliseconds:0.00}"),
            Words.Percent(record.Point.HeadRatio), Words.Percent(record.Point.NeuronRatio), Invariant($"{record.Point.LearningRate:0.0e0}"), Invariant($"{record.Point.Epochs:0.#}"),
        })]);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
