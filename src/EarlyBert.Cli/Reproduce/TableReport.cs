using System.Globalization;
using System.Text;
using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Reproduce;

/// <summary>A table as Markdown: ours as mean ± standard deviation over the seeds, the paper's in brackets, and the time saved.</summary>
internal sealed class TableReport
{
    private const string ScoreFormat = "0.0";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly PaperTable _table;
    private readonly Scale _scale;
    private readonly IReadOnlyList<GridTask> _tasks;
    private readonly Dictionary<(string Row, string Task), ResultFile[]> _results;
    private readonly bool _byProcessor;

    /// <param name="table">The table.</param>
    /// <param name="scale">Whose numbers stand beside.</param>
    /// <param name="tasks">The columns.</param>
    /// <param name="cells">The runs; those without a result are left out and counted.</param>
    /// <param name="byProcessor">Whole runs are timed by the processor's clock, not the wall's.</param>
    public TableReport(PaperTable table, Scale scale, IReadOnlyList<GridTask> tasks, IReadOnlyList<Cell> cells, bool byProcessor)
    {
        (_table, _scale, _tasks, _byProcessor) = (table, scale, tasks, byProcessor);
        _results = cells.GroupBy(cell => (cell.Row.Key, cell.Task.Name)).ToDictionary(group => group.Key, group => group.Select(cell => cell.Result).OfType<ResultFile>().ToArray());
        Missing = cells.Count - _results.Values.Sum(results => results.Length);
    }

    /// <summary>Runs that are still to come.</summary>
    public int Missing { get; }

    /// <summary>The table's text.</summary>
    /// <param name="pretrainings">Results of Table 4's pre-trainings by row; empty: none.</param>
    /// <param name="recipe">Their recipe.</param>
    public string Write(IReadOnlyDictionary<string, ResultFile> pretrainings, string recipe)
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant, $"## Table {_table.Number}: {_table.Title}").AppendLine();
        var seeds = _results.Values.Select(results => results.Length).DefaultIfEmpty(0).Max();
        text.AppendLine(Invariant, $"{(pretrainings.Count > 0 ? $"Recipe {recipe}" : _scale.ModelName)}, {seeds} seed{(seeds == 1 ? "" : "s")}; scores of 100 as mean ± standard deviation, in brackets the paper's (BERT-{_scale.Size}).{(Missing > 0 ? $" {Missing} runs are still to come." : "")}").AppendLine();
        string[] heads = ["", .. _tasks.Select(task => $"{task.Name}, {task.Metric}"), "mean", "encoder", "time saved, %", "as the paper timed, %", "the paper's, %"];
        text.AppendLine(Line(heads));
        text.AppendLine(Line(heads.Select((_, i) => i == 0 ? "---" : "---:")));
        foreach (var row in _table.Rows)
        {
            var cells = _tasks.Select(task => ScoreOf(row, task));
            var pretraining = pretrainings.GetValueOrDefault(row.Key);
            text.AppendLine(Line([
                row.Name, .. cells, MeanOf(row), EncoderOf(row),
                pretraining is null ? Saved(row, TimeOf) : SavedInPretraining(pretraining, pretrainings, TimeOf),
                pretraining is null ? Saved(row, GradientTimeOf) : SavedInPretraining(pretraining, pretrainings, GradientTimeOf),
                row.PaperSaved ?? ""]));
        }

        foreach (var task in _tasks.Where(task => task.Split is not null))
            text.AppendLine().AppendLine(Invariant, $"{task.Name}: {task.Split}.");
        text.AppendLine().AppendLine(Invariant, $"Time saved is against the dense {(pretrainings.Count > 0 ? "pre-training" : "rows of the same tasks and seeds")}: search, draw and training{(_byProcessor ? ", in processor seconds" : "")}; as the paper timed, forward and backward passes alone.{(_scale.IsPaper || pretrainings.Count > 0 ? "" : " The paper's were measured on QQP.")}");
        return text.ToString();
    }

    private ResultFile[] Of(TableRow row, GridTask task) => _results.GetValueOrDefault((row.Key, task.Name)) ?? [];

    private double? TimeOf(ResultFile result) => _byProcessor ? result.ProcessorSeconds : result.Seconds["total"];

    /// <summary>Forward and backward passes; on the processor's clock their share of the run.</summary>
    private double? GradientTimeOf(ResultFile result) =>
        _byProcessor ? result.ProcessorSeconds * result.GradientSeconds / Math.Max(1e-9, result.Seconds["search"] + result.Seconds["train"]) : result.GradientSeconds;

    private string ScoreOf(TableRow row, GridTask task) =>
        Beside(Spread.Of([.. Of(row, task).Select(result => task.Factor * result.Metrics[task.Metric])], ScoreFormat), row, task.Name);

    /// <summary>The mean over the tasks, of seeds that have all of them.</summary>
    private string MeanOf(TableRow row)
    {
        var means = _tasks.SelectMany(task => Of(row, task).Select(result => (result.Seed, Score: task.Factor * result.Metrics[task.Metric])))
            .GroupBy(score => score.Seed).Where(seed => seed.Count() == _tasks.Count).Select(seed => seed.Average(score => score.Score));
        return Beside(Spread.Of([.. means], ScoreFormat), row, "mean");
    }

    /// <summary>Share of the dense encoder's numbers.</summary>
    private string EncoderOf(TableRow row)
    {
        var shares = _tasks.SelectMany(task => Of(row, task).Zip(Of(_table.Rows[0], task), (own, dense) => (double)own.EncoderParameters / dense.EncoderParameters)).ToArray();
        return shares.Length == 0 ? "" : shares.Average().ToString("0.00", Invariant);
    }

    private string Saved(TableRow row, Func<ResultFile, double?> seconds)
    {
        if (row == _table.Rows[0])
            return "";
        var ratios = new List<double>();
        foreach (var task in _tasks)
        {
            foreach (var own in Of(row, task))
            {
                if (seconds(own) is { } time && Of(_table.Rows[0], task).FirstOrDefault(dense => dense.Seed == own.Seed) is { } dense && seconds(dense) is > 0 and var whole)
                    ratios.Add(100 * (1 - (time / whole)));
            }
        }

        return Spread.Of(ratios, "0");
    }

    private string SavedInPretraining(ResultFile own, IReadOnlyDictionary<string, ResultFile> all, Func<ResultFile, double?> seconds) =>
        all.TryGetValue(_table.Rows[0].Key, out var dense) && dense != own && seconds(own) is { } time && seconds(dense) is > 0 and var whole
            ? (100 * (1 - (time / whole))).ToString("0", Invariant)
            : "";

    private string Beside(string ours, TableRow row, string task)
    {
        var text = row.Paper.TryGetValue((_scale.Size, task), out var paper) ? string.Create(Invariant, $"{ours} ({paper:0.00})") : ours;
        return text.Trim();
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
