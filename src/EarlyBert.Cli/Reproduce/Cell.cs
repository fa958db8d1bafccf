using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Reproduce;

/// <summary>One run of a grid: a row's settings on a task with a seed, in a folder of its own.</summary>
/// <param name="Task">The task.</param>
/// <param name="Row">The settings.</param>
/// <param name="Seed">Seed of the run, of random tickets too.</param>
/// <param name="Folder">Where its files go.</param>
internal sealed record Cell(GridTask Task, TableRow Row, int Seed, string Folder)
{
    private string RequestFile => Path.Combine(Folder, "request.json");

    private string ResultPath => Path.Combine(Folder, "result.json");

    public override string ToString() => $"{Task.Name}, {Row.Key}, seed {Seed}";

    /// <summary>The result of a run that is complete; null: there is none.</summary>
    /// <exception cref="EarlyBertException">The result is damaged.</exception>
    public ResultFile? Result => File.Exists(ResultPath) ? RunFolder.ReadJson<ResultFile>(ResultPath) : null;

    /// <summary>Whether the cell is complete.</summary>
    /// <param name="options">Its options.</param>
    /// <exception cref="EarlyBertException">The folder holds a run with other options.</exception>
    public bool IsDone(EarlyBertOptions options)
    {
        if (!File.Exists(ResultPath))
            return false;
        return !File.Exists(RequestFile) || File.ReadAllText(RequestFile) == options.ToJson()
            ? true
            : throw new EarlyBertException($"'{Folder}' holds a run with other options; name another folder with --out, or delete this one to run it anew.");
    }

    /// <summary>Runs the cell, unless it is done or another process is at it.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="progress">Receives reports beside the cell's own file.</param>
    /// <param name="cancellation">Stops the run; the cell then begins anew next time.</param>
    /// <returns>False when another process runs it.</returns>
    /// <exception cref="EarlyBertException">The folder holds a run with other options, or the run failed.</exception>
    public bool Run(EarlyBertOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var folder = new RunFolder(Folder);
        using var held = FileLock.TryTake(Path.Combine(Folder, FileLock.Name));
        if (held is null)
            return false;
        if (IsDone(options))
            return true;
        RunFolder.WriteText(RequestFile, options.ToJson());
        using var metrics = new MetricsFile(folder.Metrics);
        var outcome = Task.Run(options, new Listeners([metrics, progress]), cancellation);
        RunFolder.WriteText(folder.Options, outcome.Run.Options.ToJson());
        folder.WriteTicket(outcome.Run.Ticket, outcome.Run.Search, outcome.Run.Options.Draw);
        RunFolder.WriteJson(folder.Result, outcome.Result);
        return true;
    }
}
