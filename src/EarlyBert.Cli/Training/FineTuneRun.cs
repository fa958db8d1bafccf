using System.Diagnostics;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.TensorBoard;
using Microsoft.ML;

namespace EarlyBert.Cli.Training;

/// <summary>Trains, and leaves in the run's folder every file that a later command reads.</summary>
internal static class FineTuneRun
{
    /// <summary>Trains, scores the validation set and saves.</summary>
    public static ResultFile Run(FineTuneRequest request, Terminal terminal)
    {
        var folder = new RunFolder(request.Out);
        using var held = FileLock.Hold(folder.Root);
        RunFolder.WriteText(folder.Options, request.Options.ToJson());
        using var metrics = new MetricsFile(folder.Metrics);
        using var board = request.TensorBoard ? new TensorBoardLog(folder.TensorBoard) : null;

        var ml = new MLContext(request.Options.Seed);
        using var trained = ProgressDisplay.Show(terminal, request.Title, display =>
            request.Task.Train(ml, request, new Listeners([metrics, display, .. board is null ? [] : new IProgress<TrainingProgress>[] { board }]), terminal.Cancellation));

        var clock = Stopwatch.StartNew();
        var scored = trained.Score();
        var scoringSeconds = clock.Elapsed.TotalSeconds;
        var (task, run) = (request.Task, trained.Run);
        var result = ResultFile.Of(task.Name, run, trained.Model, scored.Metrics, task.TrainRows, task.DevRows, trained.TruncatedRows, trained.Truncation) with
        {
            Seconds = new Dictionary<string, double>(run.Seconds) { ["evaluate"] = scoringSeconds },
        };
        RunFolder.Replace(folder.Predictions, scored.Predictions.Count == 0 ? null : path => PredictionsFile.Save(path, scored.Predictions));
        Save(folder, ml, trained, result);
        RunReport.TryWrite(folder, terminal);
        return result;
    }

    /// <summary>Saves everything, the result last: where it lies the run is complete.</summary>
    private static void Save(RunFolder folder, MLContext ml, FineTuned trained, ResultFile result)
    {
        var run = trained.Run;
        RunFolder.WriteText(folder.Options, run.Options.ToJson());
        trained.Model.Save(folder.Model);
        AtomicFile.Write(folder.Pipeline, stream => ml.Model.Save(trained.Pipeline, trained.InputSchema, stream));
        folder.WriteTicket(run.Ticket, run.Search, run.Options.Draw);
        trained.SaveMore?.Invoke(folder);
        RunFolder.WriteJson(folder.Result, result);
    }
}
