using Conformance.Own;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace Conformance.Cases;

/// <summary>AutoMLExperiment with a tuner, a trial runner and a monitor of our own: who is called, in which order.</summary>
internal static class ExperimentCases
{
    /// <summary>Writes down every call. Trial N gets the value N / 10 unless told otherwise.</summary>
    private sealed class Diary : ITuner, ITrialRunner, IMonitor
    {
        private readonly List<string> lines = [];

        public IReadOnlyList<string> Lines => lines;

        public Func<int, double> Metric { get; init; } = n => n / 10.0;

        public Func<int, Exception> Fails { get; init; } = _ => null;

        public Action<int, CancellationToken> During { get; init; } = (_, _) => { };

        public List<PriorClassifier> Models { get; } = [];

        private void Add(string line)
        {
            lock (lines)
                lines.Add(line);
        }

        public Parameter Propose(TrialSettings settings)
        {
            Add($"propose {settings.TrialId}{(settings.Parameter is null ? " no parameter" : "")}");
            return Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>("x", Parameter.FromDouble(settings.TrialId / 10.0)));
        }

        public void Update(TrialResult result) => Add($"update {result.TrialSettings.TrialId} {Number(result.Metric)} {Number(result.Loss)}");

        public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
        {
            Add($"run {settings.TrialId} x={Number(settings.Parameter["x"].AsType<double>())}");
            During(settings.TrialId, ct);
            if (Fails(settings.TrialId) is { } failure)
                return Task.FromException<TrialResult>(failure);
            var model = new PriorClassifier(new MLContext(1), "Text", ["a"], [1f]);
            Models.Add(model);
            return Task.FromResult(new TrialResult { TrialSettings = settings, Metric = Metric(settings.TrialId), Loss = -Metric(settings.TrialId), Model = model, DurationInMilliseconds = 1 });
        }

        public void ReportRunningTrial(TrialSettings settings) => Add($"running {settings.TrialId}{(settings.Parameter is null ? " no parameter" : "")}");

        public void ReportCompletedTrial(TrialResult result) => Add($"completed {result.TrialSettings.TrialId}");

        public void ReportBestTrial(TrialResult result) => Add($"best {result.TrialSettings.TrialId}");

        public void ReportFailTrial(TrialSettings settings, Exception exception = null) => Add($"failed {settings.TrialId} {exception?.GetType().Name}");

        public void Dispose() => Add("dispose");

        private static string Number(double d) => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static AutoMLExperiment New(Diary diary, int trials, MLContext ml = null)
    {
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["x"] = new UniformDoubleOption(0, 1) };
        return (ml ?? new MLContext(1)).Auto().CreateExperiment().AddSearchSpace("s", space).SetMaxModelToExplore(trials).SetTuner(diary).SetTrialRunner(diary).SetMonitor(diary);
    }

    private static object Run(Diary diary, int trials) => Probe.Try(() =>
    {
        var result = New(diary, trials).Run();
        return new { result.TrialSettings.TrialId, result.Metric, result.Loss, duration = result.DurationInMilliseconds };
    });

    public static object Calls_InOrder()
    {
        var diary = new Diary();
        return new { result = Run(diary, 3), diary.Lines };
    }

    public static object Calls_BestIsInTheMiddle()
    {
        var diary = new Diary { Metric = n => n == 1 ? 0.9 : 0.1 };
        return new { result = Run(diary, 4), diary.Lines };
    }

    public static object Calls_Ties()
    {
        var diary = new Diary { Metric = _ => 0.5 };
        return new { result = Run(diary, 3), best = diary.Lines.Where(l => l.StartsWith("best", StringComparison.Ordinal)) };
    }

    public static object Failure_Later()
    {
        var diary = new Diary { Fails = n => n == 1 ? new InvalidDataException("trial one") : null };
        return new { result = Run(diary, 3), diary.Lines };
    }

    public static object Failure_First()
    {
        var diary = new Diary { Fails = n => n == 0 ? new InvalidDataException("trial zero") : null };
        return new { result = Run(diary, 3), diary.Lines };
    }

    public static object Failure_FirstIsCancelled()
    {
        var diary = new Diary { Fails = n => n == 0 ? new OperationCanceledException("trial zero") : null };
        return new { result = Run(diary, 3), diary.Lines };
    }

    public static object Metric_NaN()
    {
        var diary = new Diary { Metric = n => n == 0 ? double.NaN : 0.2 };
        return new { result = Run(diary, 2), diary.Lines };
    }

    public static object Cancel_FromOutside()
    {
        using var source = new CancellationTokenSource();
        var diary = new Diary { During = (n, _) => { if (n == 1) source.Cancel(); } };
        var result = Probe.Try(() =>
        {
            var r = New(diary, 10).RunAsync(source.Token).GetAwaiter().GetResult();
            return new { r.TrialSettings.TrialId, r.Metric };
        });
        return new { result, trials = diary.Lines.Count(l => l.StartsWith("run ", StringComparison.Ordinal)) };
    }

    public static object Cancel_BeforeTheFirst()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var diary = new Diary();
        return new { result = Probe.Try(() => New(diary, 10).RunAsync(source.Token).GetAwaiter().GetResult().Metric), diary.Lines };
    }

    public static object Models_LosersAreNotDisposed()
    {
        var diary = new Diary();
        Run(diary, 3);
        return diary.Models.Select(m => m.Disposals);
    }

    public static object Settings_Missing()
    {
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["x"] = new UniformDoubleOption(0, 1) };
        AutoMLExperiment Bare() => new MLContext(1).Auto().CreateExperiment().AddSearchSpace("s", space);
        return new
        {
            // no limit at all: runs for ever
            noRunner = Probe.Try(() => Bare().SetMaxModelToExplore(1).SetTuner(new Diary()).Run().Metric),
            noTuner = Probe.Try(() => Bare().SetMaxModelToExplore(1).SetTrialRunner(new Diary()).Run().Metric),
            zeroModels = Probe.Try(() => Bare().SetMaxModelToExplore(0).SetTuner(new Diary()).SetTrialRunner(new Diary()).Run().Metric),
        };
    }

    public static object Tuner_FromAFactory()
    {
        var diary = new Diary();
        string seen = null;
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["x"] = new UniformDoubleOption(0, 1), ["y"] = new UniformIntOption(1, 3) };
        var experiment = new MLContext(7).Auto().CreateExperiment().AddSearchSpace("s", space).SetMaxModelToExplore(1).SetTrialRunner(diary).SetMonitor(diary).SetTuner(services =>
        {
            var settings = (AutoMLExperiment.AutoMLExperimentSettings)services.GetService(typeof(AutoMLExperiment.AutoMLExperimentSettings));
            seen = $"{string.Join(",", settings.SearchSpace.Keys)} dim {settings.SearchSpace.FeatureSpaceDim} seed {settings.Seed}";
            return diary;
        });
        return new { result = Probe.Try(() => experiment.Run().Metric), seen };
    }

    public static object Tuner_RandomSearch_IsSeeded()
    {
        List<string> Samples(int seed)
        {
            var seen = new List<string>();
            var space = new Microsoft.ML.SearchSpace.SearchSpace { ["x"] = new UniformDoubleOption(0, 1) };
            new MLContext(1).Auto().CreateExperiment().AddSearchSpace("s", space).SetMaxModelToExplore(4).SetRandomSearchTuner(seed).SetTrialRunner(new Sampling(seen)).Run();
            return seen;
        }
        return new { repeats = Samples(3).SequenceEqual(Samples(3)), differs = !Samples(3).SequenceEqual(Samples(4)) };
    }

    public static object Tuner_GridSearch()
    {
        var seen = new List<string>();
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["x"] = new ChoiceOption("a", "b", "c") };
        var result = Probe.Try(() => new MLContext(1).Auto().CreateExperiment().AddSearchSpace("s", space).SetMaxModelToExplore(3).SetGridSearchTuner().SetTrialRunner(new Sampling(seen)).Run().Metric);
        return new { result, seen };
    }

    private sealed class Sampling(List<string> seen) : ITrialRunner
    {
        public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
        {
            seen.Add(settings.Parameter["s"]["x"].AsType<object>().ToString());
            return Task.FromResult(new TrialResult { TrialSettings = settings, Metric = 1, Loss = 0 });
        }

        public void Dispose() { }
    }

    public static object RunnerDefaults()
    {
        var settings = new AutoMLExperiment.AutoMLExperimentSettings();
        return new { settings.Seed, space = settings.SearchSpace?.Count, settings.MaxModels };
    }
}
