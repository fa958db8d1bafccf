using System.Diagnostics;
using EarlyBert.Cli.Commands;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.TensorBoard;
using EarlyBert.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Training;

/// <summary>Trains through an ordinary ML.NET pipeline, and leaves in the run's folder every file that a later command reads.</summary>
internal static class FineTuneRun
{
    /// <summary>Trains, scores the validation set and saves.</summary>
    public static ResultFile Run(FineTuneRequest request, Terminal terminal)
    {
        var (data, folder) = (request.Data, new RunFolder(request.Out));
        RunFolder.WriteText(folder.Options, request.Options.ToJson());
        using var metrics = new MetricsFile(folder.Metrics);
        using var board = request.TensorBoard ? new TensorBoardLog(folder.TensorBoard) : null;

        var ml = new MLContext(request.Options.Seed);
        var train = data.TrainView(ml);
        using var pipeline = ProgressDisplay.Show(terminal, request.Title, display =>
            Pipeline(ml, request, [metrics, display, .. board is null ? [] : new IProgress<TrainingProgress>[] { board }], terminal.Cancellation).Fit(train));
        var classifier = pipeline.OfType<EarlyBertClassifierTransformer>().Single();

        var clock = Stopwatch.StartNew();
        var scored = data.Score(classifier.Classifier);
        var result = Describe(request, classifier, scored.Metrics, clock.Elapsed.TotalSeconds);
        RunFolder.Replace(folder.Predictions, scored.Predictions.Count == 0 ? null : path => PredictionsFile.Save(path, scored.Predictions));
        Save(folder, ml, pipeline, train.Schema, classifier, result);
        RunReport.TryWrite(folder, terminal);
        return result;
    }

    private static IEstimator<TransformerChain<ITransformer>> Pipeline(
        MLContext ml, FineTuneRequest request, IReadOnlyList<IProgress<TrainingProgress>> listeners, CancellationToken cancellation)
    {
        var columns = request.Data.Columns;
        var options = request.Options.Clone();
        options.Train.Metric ??= request.Data.MainMetric;
        var classifier = new EarlyBertClassifierOptions
        {
            LabelColumnName = columns.Label,
            TextColumnName = columns.Text,
            TextPairColumnName = columns.Pair,
            EarlyBert = options,
            Ticket = request.Ticket,
            ValidationSet = request.Data.DevView(ml),
            Progress = new Listeners(listeners),
            CancellationToken = cancellation,
        };
        return request.Data.Pipeline(ml, classifier);
    }

    private static ResultFile Describe(FineTuneRequest request, EarlyBertClassifierTransformer model, IReadOnlyDictionary<string, double> metrics, double scoringSeconds)
    {
        var run = model.Result!;
        return new ResultFile
        {
            Task = request.Data.Name,
            Strategy = TrainingOptions.NameOf(run.Options.Strategy),
            Seed = run.Options.Seed,
            Metrics = metrics,
            Parameters = model.Classifier.ParameterCount,
            EncoderParameters = model.Classifier.EncoderParameterCount,
            Seconds = new Dictionary<string, double>(run.Seconds) { ["evaluate"] = scoringSeconds },
            GradientSeconds = run.GradientSeconds,
            ProcessorSeconds = run.ProcessorSeconds,
            Steps = run.Steps,
            ExamplesPerSecond = run.ExamplesPerSecond,
            TokensPerSecond = run.TokensPerSecond,
            PeakMemoryBytes = EnvironmentInfo.PeakMemoryBytes(),
            Ticket = ResultFile.TicketShape.Of(run.Ticket),
            TrainRows = request.Data.TrainRows,
            TruncatedRows = run.TruncatedRows,
            Truncation = run.Truncation,
            DevRows = request.Data.DevRows,
            Environment = EnvironmentInfo.Of(run.Options.GpuDeviceId),
        };
    }

    /// <summary>Saves everything, the result last: where it lies the run is complete.</summary>
    private static void Save(RunFolder folder, MLContext ml, ITransformer pipeline, DataViewSchema inputSchema, EarlyBertClassifierTransformer model, ResultFile result)
    {
        var run = model.Result!;
        RunFolder.WriteText(folder.Options, run.Options.ToJson());
        model.Classifier.Save(folder.Model);
        AtomicFile.Write(folder.Pipeline, stream => ml.Model.Save(pipeline, inputSchema, stream));
        folder.WriteTicket(run.Ticket, run.Search, run.Options.Draw);
        RunFolder.WriteJson(folder.Result, result);
    }
}
