using EarlyBert.Cli.Commands;
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

    /// <summary>Runs the cell, unless it is done or another process is at it.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="progress">Receives reports beside the cell's own file.</param>
    /// <param name="cancellation">Stops the run; the cell then begins anew next time.</param>
    /// <returns>False when another process runs it.</returns>
    /// <exception cref="EarlyBertException">The folder holds a run with other options, or the run failed.</exception>
    public bool Run(EarlyBertOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var folder = new RunFolder(Folder);
        using var held = Hold();
        if (held is null)
            return false;
        var request = options.ToJson();
        if (File.Exists(ResultPath))
        {
            if (File.Exists(RequestFile) && File.ReadAllText(RequestFile) != request)
                throw new EarlyBertException($"'{Folder}' holds a run with other options; name another folder with --out, or delete this one to run it anew.");
            return true;
        }

        RunFolder.WriteText(RequestFile, request);
        using var metrics = new MetricsFile(folder.Metrics);
        var outcome = Task.Run(options, new Listeners([metrics, progress]), cancellation);
        RunFolder.WriteText(folder.Options, outcome.Run.Options.ToJson());
        folder.WriteTicket(outcome.Run.Ticket, outcome.Run.Search, outcome.Run.Options.Draw);
        RunFolder.WriteJson(folder.Result, Describe(outcome));
        return true;
    }

    private ResultFile Describe(CellOutcome outcome)
    {
        var run = outcome.Run;
        return new ResultFile
        {
            Task = Task.Name,
            Strategy = TrainingOptions.NameOf(run.Options.Strategy),
            Seed = Seed,
            Metrics = outcome.Metrics,
            Parameters = outcome.Parameters,
            EncoderParameters = outcome.EncoderParameters,
            Seconds = run.Seconds,
            GradientSeconds = run.GradientSeconds,
            ProcessorSeconds = run.ProcessorSeconds,
            Steps = run.Steps,
            ExamplesPerSecond = run.ExamplesPerSecond,
            TokensPerSecond = run.TokensPerSecond,
            PeakMemoryBytes = EnvironmentInfo.PeakMemoryBytes(),
            Ticket = ResultFile.TicketShape.Of(run.Ticket),
            TrainRows = Task.TrainRows,
            TruncatedRows = 0,
            DevRows = Task.DevRows,
            Environment = EnvironmentInfo.Of(run.Options.GpuDeviceId),
        };
    }

    /// <summary>The cell's lock, which the system takes away from a process that dies; null: another process has it.</summary>
    private FileStream? Hold()
    {
        try
        {
            return new FileStream(Path.Combine(Folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
