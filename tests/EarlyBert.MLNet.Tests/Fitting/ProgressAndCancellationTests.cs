using System.Diagnostics;
using System.Reflection;
using EarlyBert.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Tests.Fitting;

public sealed class ProgressAndCancellationTests
{
    private static readonly string[] Kinds = ["Search", "Train"];

    [Fact]
    public void Fit_Run_ReportsToProgressAndLog()
    {
        var context = new MLContext(seed: 1);
        var lines = new List<LoggingEventArgs>();
        context.Log += (_, line) => lines.Add(line);
        var reports = new Reports();
        var options = TrainedModel.QuickOptions();
        options.EarlyBert.Train.LogEvery = 1;
        options.Progress = reports;

        using var transformer = Fit(context, options);

        var ours = lines.Where(line => line.Source.StartsWith("EarlyBertClassifier; Training", StringComparison.Ordinal)).ToArray();
        Assert.All(Kinds, stage => Assert.Contains(ours, line => line.Kind == ChannelMessageKind.Info && line.RawMessage.StartsWith(stage, StringComparison.Ordinal)));
        Assert.Contains(ours, line => line.RawMessage.Contains("loss", StringComparison.Ordinal));
        Assert.Equal(transformer.History.Count, reports.All.Count);
        Assert.Contains(reports.All, report => report.Stage == TrainingStage.Train && report.Loss is not null);
    }

    [Fact]
    public void Fit_WarningInOptions_IsAWarningInTheLog()
    {
        var context = new MLContext(seed: 1);
        var lines = new List<LoggingEventArgs>();
        context.Log += (_, line) => lines.Add(line);
        var options = TrainedModel.QuickOptions();
        options.EarlyBert.MaxTokens = 600;

        using var transformer = Fit(context, options);

        Assert.Contains(lines, line => line.Kind == ChannelMessageKind.Warning && line.RawMessage.Contains("MaxTokens is 600", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_TokenCancelledBefore_StopsAtOnce()
    {
        var options = TrainedModel.Options();
        options.CancellationToken = new CancellationToken(canceled: true);

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(new MLContext(seed: 1), options));
    }

    [Fact]
    public void Fit_TokenCancelledWhileTraining_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        var options = Endless();
        options.Progress = new Reports(TrainingStage.Train, cancellation.Cancel);
        options.CancellationToken = cancellation.Token;
        var watch = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(new MLContext(seed: 1), options));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Fit_ContextCancelledWhileTraining_Stops()
    {
        var context = new MLContext(seed: 1);
        var options = Endless();
        options.Progress = new Reports(TrainingStage.Search, () => Cancel(context));

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(context, options));
    }

    [Fact]
    public void Transform_ContextCancelledAfterFit_StillScores()
    {
        // AutoML cancels the context of every finished trial, the best one's too.
        var context = new MLContext(seed: 1);
        using var transformer = Fit(context, TrainedModel.QuickOptions());

        Cancel(context);

        Assert.Equal(4, Gather.Predictions(context, transformer.Transform(context.Data.LoadFromEnumerable(Reviews.Make(4)))).Length);
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(context, TrainedModel.QuickOptions()));
    }

    [Fact]
    public void Fit_DataBeingRead_CanBeCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var context = new MLContext(seed: 1);
        var rows = 0;
        var endless = Enumerable.Repeat(Reviews.Make(2), int.MaxValue).SelectMany(pair => pair).Select(row =>
        {
            if (++rows == 5000)
                cancellation.Cancel();
            return row;
        });
        var keys = context.Transforms.Conversion.MapValueToKey("Label").Fit(context.Data.LoadFromEnumerable(Reviews.Make(2)));
        var options = TrainedModel.QuickOptions();
        options.CancellationToken = cancellation.Token;

        Assert.ThrowsAny<OperationCanceledException>(() => context.Transforms.EarlyBertClassifier(options).Fit(keys.Transform(context.Data.LoadFromEnumerable(endless))));
    }

    private static EarlyBertClassifierOptions Endless()
    {
        var options = TrainedModel.Options();
        options.EarlyBert.Train.Epochs = 10_000;
        options.EarlyBert.Search.Schedule = EarlyBert.Tickets.DrawSchedule.AtFraction(1);
        return options;
    }

    private static EarlyBertClassifierTransformer Fit(MLContext context, EarlyBertClassifierOptions options)
    {
        var data = context.Data.LoadFromEnumerable(Reviews.Make(96));
        var keys = new MLContext(seed: 1).Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        return context.Transforms.EarlyBertClassifier(options).Fit(keys);
    }

    private static void Cancel(MLContext context) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(context, null);
}
