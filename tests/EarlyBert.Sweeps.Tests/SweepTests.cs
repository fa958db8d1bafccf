using EarlyBert.MLNet;
using EarlyBert.Sweeps.Tests.Support;
using EarlyBert.Tests.Display;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace EarlyBert.Sweeps.Tests;

public sealed class SweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_InMemory_DefaultFirstAndEveryTrialTheBitsOfAWholeTraining()
    {
        using var session = ToySweep.Session(Options(4, SuccessiveHalving.Off));

        using var result = new Sweep(session).Run();

        Assert.Equal(4, result.Records.Count);
        Assert.Equal(session.First.Key, result.Records[0].Key);
        Assert.All(result.Records, record => Assert.Equal(TrialState.Completed, record.State));
        foreach (var record in result.Records)
        {
            var alone = TextClassifierTraining.Fit(ToySweep.Train, ToyTexts.Labels, record.Point.ApplyTo(ToySweep.Run()), ToySweep.Held);
            using var classifier = alone.Classifier;
            Assert.Equal(alone.History.Last(report => report.Metrics is not null).Metrics!["accuracy"], record.Score);
            Assert.Equal(alone.Ticket!.KeptNeurons.Select(layer => layer.Count), record.Neurons);
            Assert.Equal(classifier.EncoderParameterCount, record.EncoderParameters);
            if (record.Key == result.Best.Key)
            {
                Assert.Equal(alone.Ticket.KeptNeurons, result.Model.Ticket!.KeptNeurons);
                Assert.Equal(classifier.Score(ToySweep.Held.Texts), result.Model.Classifier.Score(ToySweep.Held.Texts));
            }
        }

        Assert.Equal(result.Best.Score, result.Front[0].Score); // Another of the same score may be smaller or faster.
        Assert.Equal(80, result.Model.Transform(ToySweep.View(ToySweep.Held)).GetColumn<float[]>("Score").Count());
    }

    [Fact]
    public void Run_KilledAndResumed_GoesOnWithTheSameTrials()
    {
        var whole = _folder.PathOf("whole");
        using (var session = ToySweep.Session(Options(5, folder: whole)))
            new Sweep(session).Run().Dispose();
        var cut = _folder.PathOf("cut");
        using (var session = ToySweep.Session(Options(2, folder: cut)))
            new Sweep(session).Run().Dispose();

        var options = Options(5, folder: cut);
        options.Resume = true;
        using var resumed = ToySweep.Session(options);
        using var result = new Sweep(resumed).Run();

        Assert.Equal(Lines(whole), Lines(cut));
        Assert.Equal(5, result.Records.Count);
        Assert.Equal(0, result.SearchSeconds);
        Assert.Equal(80, result.Model.Classifier.Score(ToySweep.Held.Texts).Length);
        Assert.Single(Directory.GetFiles(Path.Combine(cut, "models")));

        static IEnumerable<(string, TrialState, double?)> Lines(string folder) =>
            File.ReadLines(Path.Combine(folder, "trials.jsonl")).Select(line => TrialRecord.TryParse(line)!).Select(record => (record.Key, record.State, record.Score));
    }

    [Fact]
    public void Run_Cancelled_GivesTheBestSoFar()
    {
        using var cancellation = new CancellationTokenSource();
        using var session = ToySweep.Session(Options(50, SuccessiveHalving.Off));
        var sweep = new Sweep(session) { Progressed = records => { if (records.Count == 2) cancellation.Cancel(); } };

        using var result = sweep.Run(cancellation.Token);

        Assert.True(result.WasCancelled);
        Assert.Equal(2, result.Records.Count);
        Assert.Equal(80, result.Model.Classifier.Score(ToySweep.Held.Texts).Length);
    }

    [Fact]
    public void Run_TimeIsUp_TheFirstTrialFinishesAllTheSame()
    {
        var options = Options(null);
        options.Budget = new SweepBudget(TimeSpan.FromMilliseconds(1), null);
        using var session = ToySweep.Session(options);

        using var result = new Sweep(session).Run();

        Assert.Equal(TrialState.Completed, Assert.Single(result.Records).State);
        Assert.False(result.WasCancelled);
    }

    [Fact]
    public void Run_SpaceExhausted_EndsBeforeTheBudget()
    {
        var options = Options(100, SuccessiveHalving.Off);
        options.Tuner = SweepTuners.Grid;
        using var session = ToySweep.Session(options, """{"headRatio": [0.0, 0.5], "learningRate": [1e-3, 3e-4]}""");

        using var result = new Sweep(session).Run();

        Assert.Equal(4, result.Records.Count);
        Assert.Equal(4, result.Records.Select(record => record.Key).Distinct().Count());
    }

    [Fact]
    public void Show_Result_HasTheFrontAndItsBest()
    {
        using var session = ToySweep.Session(Options(3, SuccessiveHalving.Off));
        using var result = new Sweep(session).Run();

        var html = Notebook.Show(result);

        Assert.Equal(result.Front.Count, html.Descendants("tbody").Single().Elements("tr").Count());
        Assert.Equal(3, html.Descendants("circle").Count(circle => circle.Element("title") is not null));
        Assert.Equal(result.Front.Contains(result.Best), result.ToString().Contains($"{result.Best.Trial} *", StringComparison.Ordinal));
    }

    [Fact]
    public void RunTrial_MemoryRunsOut_HalvesTheBatchAndSaysSo()
    {
        using var session = ToySweep.Session();
        session.EnsureSearch(null, default);
        var train = session.Train;
        session.Train = (options, ticket, progress, token) => options.Train.BatchSize > 4 ? throw new InvalidOperationException("[enforce fail] DefaultCPUAllocator: can't allocate memory") : train(options, ticket, progress, token);

        var outcome = session.RunTrial(session.First, [], mustFinish: true, null, default);
        outcome.Model!.Dispose();

        Assert.Equal(TrialState.Completed, outcome.Record.State);
        Assert.Equal(4, outcome.Record.UsedBatchSize);
        Assert.Equal(16, outcome.Record.Point.BatchSize);
        Assert.Equal(4, outcome.Model.Options!.Train.AccumulationSteps);
        Assert.Contains("halved to 4", outcome.Record.Message);
    }

    [Fact]
    public void RunTrial_HopelessOrTooSlow_StopsWithoutAModel()
    {
        using var session = ToySweep.Session(new SweepOptions { LatencyRows = 3, PilotSteps = 3, Halving = new SuccessiveHalving(3, [0.25]) });
        session.EnsureSearch(null, default);
        var better = ToySweep.Record("better", 1) with { Rungs = [new RungScore(0.25, 1.1)] };

        var hopeless = session.RunTrial(session.First, [better], mustFinish: false, null, default);
        var slow = session.RunTrial(session.First, [], mustFinish: false, TimeSpan.FromTicks(1), default);
        var first = session.RunTrial(session.First, [better], mustFinish: true, TimeSpan.FromTicks(1), default);
        first.Model!.Dispose();

        Assert.Equal((TrialState.Stopped, null), (hopeless.Record.State, hopeless.Model));
        Assert.Contains("1 of 1 trials had been better there", hopeless.Record.Message);
        Assert.Equal((TrialState.TooSlow, null), (slow.Record.State, slow.Model));
        Assert.True(slow.Record.ForetoldSeconds > 0);
        Assert.Equal(TrialState.Completed, first.Record.State);
        Assert.Single(first.Record.Rungs);
    }

    [Fact]
    public void RunTrial_RatesTooLarge_FailsWithTheReason()
    {
        using var session = ToySweep.Session();
        session.EnsureSearch(null, default);

        var outcome = session.RunTrial(new EarlyBertSearchOptions { LearningRate = 2 }, [], mustFinish: false, null, default);

        Assert.Equal(TrialState.Failed, outcome.Record.State);
        Assert.Contains("Train.LearningRate is 2", outcome.Record.Message);
    }

    [Fact]
    public void EarlyBertTrialRunner_InAnExperimentWithARandomTuner_KeepsOneModel()
    {
        using var session = ToySweep.Session(Options(null, SuccessiveHalving.Off));
        var runner = new EarlyBertTrialRunner(session);
        var monitor = new Models();

        var result = ToySweep.Context.Auto().CreateExperiment().AddSearchSpace("earlybert", session.SearchSpace)
            .SetMaxModelToExplore(4).SetRandomSearchTuner(1).SetTrialRunner(runner).SetMonitor(monitor).Run();

        Assert.Equal(4, runner.Records.Count);
        Assert.Equal(runner.Records.Max(record => record.Score), result.Metric);
        using var best = Assert.IsType<EarlyBertClassifierTransformer>(result.Model);
        Assert.Equal(80, best.Classifier.Score(ToySweep.Held.Texts).Length);
        foreach (var loser in monitor.Seen.Where(model => model != best))
            Assert.Throws<ObjectDisposedException>(() => loser.Classifier.Score(["the ant met the bee"]));
    }

    [Fact]
    public void CreateSweepableEarlyBertClassifier_InAPipeline_BuildsAndFits()
    {
        var ml = ToySweep.Context;
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Auto().CreateSweepableEarlyBertClassifier(new EarlyBertClassifierOptions { EarlyBert = ToySweep.Run() }));
        var parameter = pipeline.SearchSpace.SampleFromFeatureSpace(pipeline.SearchSpace.Default);
        parameter["e1"]["HeadRatio"] = Parameter.FromDouble(0.5);
        parameter["e1"]["LearningRate"] = Parameter.FromDouble(1e-3);

        var model = pipeline.BuildFromOption(ml, parameter).Fit(ToySweep.View(ToySweep.Train));
        using var classifier = model.OfType<EarlyBertClassifierTransformer>().Single();

        Assert.Equal(0.5, classifier.Options!.Draw.HeadRatio);
        Assert.Equal([1, 1], classifier.Ticket!.KeptHeads.Select(heads => heads.Count));
    }

    [Fact]
    public void New_WrongMetricOrStrategy_SaysWhatIsAllowed()
    {
        Assert.Equal("The metric is 'f2'; these data are scored by accuracy, f1, matthews.", Assert.Throws<EarlyBertException>(() => ToySweep.Session(new SweepOptions { Metric = "f2" })).Message);
        var dense = ToySweep.Run();
        dense.Strategy = Strategy.Dense;
        Assert.Contains("The strategy is Dense", Assert.Throws<EarlyBertException>(() => ToySweep.Session(run: dense)).Message);
    }

    private static SweepOptions Options(int? trials, SuccessiveHalving? halving = null, string? folder = null) => new()
    {
        Budget = new SweepBudget(null, trials ?? 1000),
        Tuner = SweepTuners.Random,
        LatencyRows = 3,
        Halving = halving ?? new SuccessiveHalving(3, [0.25, 0.5]),
        Folder = folder,
    };

    /// <summary>Remembers every model that was the best for a while.</summary>
    private sealed class Models : IMonitor
    {
        public List<EarlyBertClassifierTransformer> Seen { get; } = [];

        public void ReportCompletedTrial(TrialResult result)
        {
        }

        public void ReportBestTrial(TrialResult result) => Seen.Add((EarlyBertClassifierTransformer)result.Model!);

        public void ReportFailTrial(TrialSettings settings, Exception? exception = null)
        {
        }

        public void ReportRunningTrial(TrialSettings settings)
        {
        }
    }
}
