using EarlyBert.Cli.Output;
using EarlyBert.Cli.Training;
using EarlyBert.Pretraining;

namespace EarlyBert.Cli.Reproduce;

/// <summary>Runs the cells of tables, each once, and goes on where an earlier call was stopped; several processes may share one folder.</summary>
internal sealed class Grid
{
    private readonly GridRequest _request;
    private readonly Terminal _terminal;

    public Grid(GridRequest request, Terminal terminal) => (_request, _terminal) = (request, terminal);

    /// <summary>Runs a table and writes <c>table-N.md</c>.</summary>
    public void Run(PaperTable table)
    {
        var pretrainings = new Dictionary<string, ResultFile>();
        foreach (var row in table.Rows.Where(row => row.Pretraining is not null))
            pretrainings[row.Key] = Pretrain(row);
        var (tasks, cells) = Cells(table);
        for (var i = 0; i < cells.Count; i++)
        {
            _terminal.Cancellation.ThrowIfCancellationRequested();
            var cell = cells[i];
            var options = OptionsOf(cell);
            if (cell.IsDone(options))
                continue;
            var title = $"{i + 1}/{cells.Count} {cell}";
            var own = ProgressDisplay.Show(_terminal, title, progress => cell.Run(options, progress, _terminal.Cancellation));
            if (!own)
                _terminal.Out.WriteLine($"{title}: another process is at it");
            else if (cell.Result is { } result)
                _terminal.Out.WriteLine(FormattableString.Invariant($"{title}: {cell.Task.Metric} {result.Metrics[cell.Task.Metric]:0.0000}, {result.Seconds["total"]:0} s"));
            Write(table, tasks, cells, pretrainings);
        }

        var report = Write(table, tasks, cells, pretrainings);
        _terminal.Out.WriteLine();
        _terminal.Out.WriteLine(report);
        _terminal.Out.WriteLine($"written to {PathOf(table)}");
    }

    /// <summary>The tasks and cells of a table, seed by seed, so that a run that is stopped has whole seeds.</summary>
    public (IReadOnlyList<GridTask> Tasks, IReadOnlyList<Cell> Cells) Cells(PaperTable table)
    {
        var names = _request.Tasks.Count > 0 ? _request.Tasks : _request.Scale.IsPaper ? table.Tasks : table.SmallTasks;
        var tasks = names.Select(name => GridTask.Of(name, _request.Data, _request.Squad)).ToArray();
        var cells =
            from seed in Enumerable.Range(1, _request.Seeds)
            from task in tasks
            from row in table.Rows.DistinctBy(row => row.Key)
            select new Cell(task, row, seed, Path.Combine(_request.Out, "cells", task.Name, row.Key, $"seed-{seed}"));
        return (tasks, [.. cells]);
    }

    /// <summary>The options of a cell.</summary>
    public EarlyBertOptions OptionsOf(Cell cell)
    {
        var options = _request.Scale.Options(cell.Task.AsksQuestions);
        var paper = options.Search.Schedule;
        options.Search.Schedule = _request.DrawAt ?? paper;
        cell.Row.Configure(options);
        // The other runs are the same whenever tickets are drawn, so one of each serves them all.
        if (!options.Strategy.HangsOnSearch())
            options.Search.Schedule = paper;
        options.Seed = cell.Seed;
        options.Threads = _request.Threads;
        options.GpuDeviceId = _request.Gpu;
        options.FallbackToCpu = _request.FallbackToCpu;
        if (_request.KeepBest)
            (options.Train.KeepBest, options.Train.Metric) = (true, cell.Task.Metric);
        if (_request.EpochsTimes != 1 || _request.TicketEpochs is not null)
        {
            var defaults = cell.Task.Defaults;
            if (_request.TicketEpochs is { } share)
                defaults = defaults with { TicketEpochs = share * defaults.DenseEpochs };
            options.Train.Epochs = _request.EpochsTimes * defaults.EpochsOf(options.Strategy);
            options.Search.DecayEpochs *= _request.EpochsTimes;
        }

        if (cell.Row.Pretraining is not null)
            options.Pretrained = Path.Combine(PretrainingFolder(cell.Row), "model");
        return options;
    }

    private string Write(PaperTable table, IReadOnlyList<GridTask> tasks, IReadOnlyList<Cell> cells, IReadOnlyDictionary<string, ResultFile> pretrainings)
    {
        var text = new TableReport(table, _request.Scale, tasks, cells, _request.ByProcessor).Write(pretrainings, _request.Recipe);
        RunFolder.WriteText(PathOf(table), text);
        return text;
    }

    private string PathOf(PaperTable table) => Path.Combine(_request.Out, $"table-{table.Number}.md");

    private string PretrainingFolder(TableRow row) => Path.Combine(_request.Out, "pretraining", row.Key);

    /// <summary>Pre-trains what a row of Table 4 starts from, or goes on with it.</summary>
    private ResultFile Pretrain(TableRow row)
    {
        var folder = new RunFolder(PretrainingFolder(row));
        if (File.Exists(folder.Result))
            return RunFolder.ReadJson<ResultFile>(folder.Result);
        if (_request.Text.Count == 0)
            throw new EarlyBertException("Table 4 pre-trains first; name the text with --text.");
        var options = PretrainingOptions.FromRecipe(_request.Recipe);
        options.Strategy = row.Pretraining!.Value;
        options.Threads = _request.Threads;
        options.GpuDeviceId = _request.Gpu;
        options.FallbackToCpu = _request.FallbackToCpu;
        _terminal.Out.WriteLine($"pre-training, {row.Name}");
        return PretrainRun.Run(new PretrainRequest
        {
            Options = options,
            Text = _request.Text,
            Examples = [],
            Vocabulary = null,
            VocabularySize = _request.Scale.IsPaper ? 30522 : 8000,
            LowerCase = true,
            HeldOutShare = 0.005,
            Out = folder.Root,
            Resume = Checkpoints.AreIn(folder.Checkpoints),
        }, _terminal);
    }
}
