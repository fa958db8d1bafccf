using System.Globalization;
using EarlyBert.Cli.Output;
using EarlyBert.Sweeps;
using Microsoft.ML.AutoML;
using Spectre.Console;

namespace EarlyBert.Cli.Sweeps;

/// <summary>Shows a sweep as it goes: a table that grows on a terminal, a line a trial anywhere else.</summary>
internal sealed class SweepDisplay(Terminal terminal) : IMonitor, IProgress<TrainingProgress>, IDisposable
{
    /// <summary>Rows of the table; the trials before are counted only.</summary>
    private const int Rows = 16;

    private readonly List<TrialRecord> _records = [];
    private LiveDisplayContext? _live;
    private string _now = "";
    private long _drawn;

    /// <summary>The score that is to rise.</summary>
    public string Metric { get; set; } = "score";

    /// <summary>Runs the sweep under the display.</summary>
    public T Show<T>(Func<T> work)
    {
        if (!terminal.IsInteractive)
            return work();
        return terminal.Console.Live(Table([], Metric, "")).Start(live =>
        {
            _live = live;
            return work();
        });
    }

    /// <summary>Takes the trials of all processes.</summary>
    public void Update(IReadOnlyList<TrialRecord> records)
    {
        foreach (var record in records.Skip(_records.Count).ToArray())
        {
            _records.Add(record);
            if (_live is null)
                terminal.Out.WriteLine(Line(record));
        }

        Draw();
    }

    public void Report(TrainingProgress value)
    {
        if (value.Message is { } message)
        {
            if (_live is null && value.IsWarning)
                terminal.Warn(message);
            return;
        }

        var share = value.Steps > 0 ? string.Create(CultureInfo.InvariantCulture, $"{(double)value.Step / value.Steps:0%}, ") : "";
        _now = $"{value.Stage.ToString().ToLowerInvariant()} {share}{ProgressDisplay.Describe(value)}";
        if (Environment.TickCount64 - _drawn > 250)
            Draw();
    }

    public void ReportRunningTrial(TrialSettings settings) => _now = "begins";

    public void ReportCompletedTrial(TrialResult result) => _now = "";

    public void ReportBestTrial(TrialResult result)
    {
    }

    public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => _now = "";

    public void Dispose() => _live = null;

    /// <summary>How many trials ended how.</summary>
    public static string Summary(IReadOnlyList<TrialRecord> records)
    {
        var kinds = records.CountBy(record => record.State).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {TrialDisplay.NameOf(pair.Key)}");
        return $"{records.Count} trial{(records.Count == 1 ? "" : "s")}: {string.Join(", ", kinds)}";
    }

    /// <summary>Trials as a table; the best is marked.</summary>
    public static Table Table(IEnumerable<TrialRecord> records, string metric, string best)
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (var column in new[] { "trial", metric, "encoder", "ms a row", "heads", "neurons", "draw", "lr", "epochs", "batch", "seconds", "" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var record in records)
            table.AddRow([.. Cells(record).Select((cell, column) => new Markup(column == 0 && record.Key == best ? $"[bold]* {Markup.Escape(cell)}[/]" : Markup.Escape(cell)))]);
        return table;
    }

    private static string Line(TrialRecord record)
    {
        var point = record.Point;
        var culture = CultureInfo.InvariantCulture;
        var score = record.Score is { } reached ? string.Create(culture, $"{reached:0.0000}") : "none";
        var size = record.EncoderParameters is { } numbers ? string.Create(culture, $", {numbers:#,0} in the encoder, {record.LatencyMilliseconds:0.00} ms a row") : "";
        return string.Create(culture, $"trial {record.Trial} {TrialDisplay.NameOf(record.State)}: {score}{size}, {record.Seconds:0.0} s; heads {point.HeadRatio:0.00}, neurons {point.NeuronRatio:0.00}, draw {point.DrawAt:0.00}, lr {point.LearningRate:0.0e0}, epochs {point.Epochs:0.#}, batch {record.UsedBatchSize ?? point.BatchSize}{(record.Message is { } message ? $". {message}" : "")}");
    }

    private static IEnumerable<string> Cells(TrialRecord record)
    {
        var (point, culture) = (record.Point, CultureInfo.InvariantCulture);
        return
        [
            $"{record.Trial}",
            record.Score is { } score ? score.ToString("0.0000", culture) : "",
            record.EncoderParameters is { } numbers ? numbers.ToString("#,0", culture) : "",
            record.LatencyMilliseconds is { } latency ? latency.ToString("0.00", culture) : "",
            point.HeadRatio.ToString("0.00", culture),
            point.NeuronRatio.ToString("0.00", culture),
            point.DrawAt.ToString("0.00", culture),
            point.LearningRate.ToString("0.0e0", culture),
            point.Epochs.ToString("0.#", culture),
            $"{record.UsedBatchSize ?? point.BatchSize}",
            record.Seconds.ToString("0.0", culture),
            record.State == TrialState.Completed ? "" : TrialDisplay.NameOf(record.State),
        ];
    }

    private void Draw()
    {
        if (_live is not { } live)
            return;
        _drawn = Environment.TickCount64;
        var best = _records.Where(record => record.State == TrialState.Completed).MaxBy(record => record.Score)?.Key ?? "";
        var table = Table(_records.TakeLast(Rows), Metric, best);
        table.Caption = new TableTitle(Markup.Escape($"{Summary(_records)}{(_now.Length > 0 ? $"; now: {_now}" : "")}"));
        live.UpdateTarget(table);
    }
}
