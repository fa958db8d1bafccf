using System.Diagnostics;
using EarlyBert.MLNet;
using EarlyBert.Sweeps;
using EarlyBert.Tasks;
using Microsoft.ML;

namespace EarlyBert.Benchmarks;

/// <summary>
/// A sweep over ratios and learning rates on a small task of GLUE, against the same trials one after another, each by itself: tokenise, search, draw, train. Of the trials that the
/// sweep trains to their end every score has to be the same.
/// </summary>
internal static class SweepBenchmark
{
    private const string Space = """{"headRatio": [0.25, 0.5], "neuronRatio": [0.3, 0.6], "learningRate": [3e-4, 1e-3, 1e-4, 3e-5]}""";
    private const string QuickSpace = """{"headRatio": [0.25, 0.5], "learningRate": [3e-4, 3e-5]}""";

    public static void Run(Settings settings, string taskName, double epochs, int seed)
    {
        var table = new ResultTable(settings, "sweep-trials", "trial", "head ratio", "neuron ratio", "learning rate", "in the sweep", "score there", "seconds there", "score alone", "seconds alone", "same");
        var summary = new ResultTable(
            settings, "sweep", "task", "trials", "trained to the end", "alone, s", "sweep, s", "ratio", "alone, processor s", "sweep, processor s", "ratio of processor s", "best alone", "best of the sweep", "the same trial", "same scores");
        var task = GlueTask.Get(taskName);
        var folder = Path.GetDirectoryName(settings.Data.TrimEnd('/'))!;
        var (train, dev) = (task.Read(folder, GlueSplit.Train), task.Read(folder, GlueSplit.Dev));
        var run = new EarlyBertOptions { Threads = settings.Threads, Seed = seed, Train = { Epochs = settings.Quick ? 0.2 : epochs } };
        var options = new SweepOptions { Budget = new SweepBudget(null, 1000), Tuner = SweepTuners.Grid };

        var began = Now;
        using var result = Sweep(task, train, dev, run, options, settings.Quick ? QuickSpace : Space);
        var swept = Now - began;

        var alone = new Dictionary<string, double>();
        TimeSpent single = default;
        foreach (var record in result.Records)
        {
            began = Now;
            var (score, bits) = Alone(task, train, dev, record.Point.ApplyTo(run), record.Key == result.Best.Key ? result.Model : null);
            var spent = Now - began;
            single += spent;
            alone[record.Key] = score;
            var same = record.State != TrialState.Completed ? null : record.Score == score && bits ? "yes" : "NO";
            table.Add(record.Trial, record.Point.HeadRatio, record.Point.NeuronRatio, record.Point.LearningRate, record.State.ToString(), record.Score, record.Seconds, score, spent.Wall, same);
        }

        var done = result.Records.Where(record => record.State == TrialState.Completed).ToArray();
        var best = alone.Values.Max();
        table.Print();
        summary.Add(
            taskName, result.Records.Count, done.Length, single.Wall, swept.Wall, single.Wall / swept.Wall, single.Processor, swept.Processor, single.Processor / swept.Processor, best, result.Best.Score,
            alone[result.Best.Key] == best ? "yes" : "no", done.All(record => alone[record.Key] == record.Score) ? "yes" : "NO");
        summary.Print();
    }

    private static SweepResult Sweep(GlueTask task, LabelledTexts train, LabelledTexts dev, EarlyBertOptions run, SweepOptions options, string space)
    {
        var ml = new MLContext();
        var pairs = train.Pairs is not null;
        var classifier = new EarlyBertClassifierOptions { TextPairColumnName = pairs ? "TextPair" : null, EarlyBert = run };
        var keys = ml.Transforms.Conversion.MapValueToKey("Label", keyData: ml.Data.LoadFromEnumerable(task.LabelNames.Select(name => new Name { Label = name }).ToArray()));
        var rows = View(train);
        using var session = new SweepSession(ml, keys.Fit(rows).Transform(rows), View(dev), classifier, options, SweepSpace.Parse(space, "the benchmark"));
        return new Sweep(session) { Progressed = records => Console.Error.WriteLine($"  sweep: {records.Count} trials") }.Run();

        IDataView View(LabelledTexts texts) => ml.Data.LoadFromEnumerable(Enumerable.Range(0, texts.Count)
            .Select(row => new Row { Text = texts.Texts[row], TextPair = texts.Pairs?[row] ?? "", Label = task.LabelNames[texts.Labels[row]] }).ToArray());
    }

    /// <summary>A trial by itself, as <c>finetune</c> would do it.</summary>
    /// <returns>Its score, and whether it scores the validation set to the same bits as a model of the sweep, where there is one.</returns>
    private static (double Score, bool SameBits) Alone(GlueTask task, LabelledTexts train, LabelledTexts dev, EarlyBertOptions options, EarlyBertClassifierTransformer? model)
    {
        var result = TextClassifierTraining.Fit(train, task.LabelNames, options, dev);
        using var classifier = result.Classifier;
        var same = model is null || classifier.Score(dev.Texts, dev.Pairs).Zip(model.Classifier.Score(dev.Texts, dev.Pairs)).All(pair => pair.First.SequenceEqual(pair.Second));
        return (result.History.Last(report => report.Metrics is not null).Metrics!["accuracy"], same);
    }

    private static TimeSpent Now => new(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, Environment.CpuUsage.TotalTime.TotalSeconds);

    /// <summary>Seconds on the wall's clock and of the process on all cores.</summary>
    private readonly record struct TimeSpent(double Wall, double Processor)
    {
        public static TimeSpent operator +(TimeSpent a, TimeSpent b) => new(a.Wall + b.Wall, a.Processor + b.Processor);

        public static TimeSpent operator -(TimeSpent a, TimeSpent b) => new(a.Wall - b.Wall, a.Processor - b.Processor);
    }

    private sealed class Name
    {
        public string Label { get; set; } = "";
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string TextPair { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
