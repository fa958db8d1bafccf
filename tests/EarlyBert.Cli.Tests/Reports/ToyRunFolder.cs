using EarlyBert.Bert;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Tests.Reports;

/// <summary>A run's folder as a training leaves it, without training.</summary>
internal static class ToyRunFolder
{
    private const int Layers = 3;
    private const int Heads = 4;
    private const int Neurons = 48;

    /// <summary>Text that would be obeyed if it were not shown.</summary>
    public const string Hostile = "<script>alert(1)</script> \"quoted\" 'single' &amp; \0 \u001b[31m \u202Egnol\u202C \ud800 <img src=x onerror=alert(1)> </style></svg>]]>";

    private static readonly BertConfig Shape = new() { NumHiddenLayers = Layers, NumAttentionHeads = Heads, HiddenSize = 8, IntermediateSize = Neurons, VocabSize = 50, Labels = ["no", "yes"] };

    /// <summary>Writes the files.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="strategy">As <c>result.json</c> names it; <c>dense</c> leaves no ticket.</param>
    /// <param name="seed">Seed of the made-up numbers.</param>
    /// <param name="predictions">What the model said; null: nothing.</param>
    public static void Write(string path, string strategy = "early-bird", int seed = 1, IReadOnlyList<Prediction>? predictions = null)
    {
        var folder = new RunFolder(path);
        var hasTicket = strategy != "dense";
        RunFolder.WriteText(folder.Options, new EarlyBertOptions { Seed = seed, Search = { Schedule = DrawSchedule.WhenStable() } }.ToJson());
        using (var metrics = new MetricsFile(folder.Metrics))
        {
            foreach (var report in Reports(hasTicket))
                metrics.Report(report);
        }

        var ticket = hasTicket ? Ticket(folder, seed) : null;
        RunFolder.WriteText(Path.Combine(folder.Model, "config.json"), (ticket?.Prune(Shape) ?? Shape).ToJson());
        if (predictions is not null)
            PredictionsFile.Save(folder.Predictions, predictions);
        RunFolder.WriteJson(folder.Result, Result(strategy, seed, ticket));
    }

    /// <summary>Classified rows, of which every third is wrong.</summary>
    public static IReadOnlyList<Prediction> Classes(int rows, string text = "a text", string other = "yes") =>
        [.. Enumerable.Range(0, rows).Select(row => new ClassPrediction($"{text} {row}", null, row % 2 == 0 ? "no" : other, row % 3 == 0 == (row % 2 == 0) ? other : "no", 0.5 + (row % 50 / 100.0)))];

    /// <summary>A search of 10 steps and a training of 100, scored twice.</summary>
    public static IEnumerable<TrainingProgress> Reports(bool search)
    {
        yield return new TrainingProgress { Stage = TrainingStage.Prepare, Message = $"said while preparing {Hostile}" };
        for (var step = 1; search && step <= 10; step++)
            yield return Step(TrainingStage.Search, step, 10);
        for (var step = 1; step <= 100; step++)
        {
            yield return Step(TrainingStage.Train, step, 100);
            if (step % 50 == 0)
                yield return new TrainingProgress { Stage = TrainingStage.Evaluate, Epoch = step / 50.0, Metrics = new Dictionary<string, double> { ["accuracy"] = step / 200.0, ["f1"] = step / 250.0 } };
        }
    }

    private static TrainingProgress Step(TrainingStage stage, int step, int steps) => new()
    {
        Stage = stage,
        Step = step,
        Steps = steps,
        Epoch = step / 50.0,
        Loss = 1.0 / step,
        LearningRate = 1e-4 * (1 - (step / (double)steps)),
        GradientNorm = 2,
        ExamplesPerSecond = 100,
        TokensPerSecond = 2000,
        Seconds = step,
    };

    private static EarlyBirdTicket Ticket(RunFolder folder, int seed)
    {
        var random = new Random(seed);
        float[][] Coefficients(int units, double spread) => [.. Enumerable.Range(0, Layers).Select(_ => Enumerable.Range(0, units).Select(_ => (float)(1 - (spread * random.NextDouble()))).ToArray())];
        int[] steps = [0, 2, 4, 6, 8, 10];
        var record = new SearchRecord { Steps = steps, Heads = [.. steps.Select(step => Coefficients(Heads, step * 0.01))], Neurons = [.. steps.Select(step => Coefficients(Neurons, step * 0.01))] };
        var draw = new DrawOptions();
        var ticket = TicketDrawing.Draw(Shape, record, draw) with { Seed = seed, DataHash = "00" };
        folder.WriteTicket(ticket, record, draw);
        return ticket;
    }

    private static ResultFile Result(string strategy, int seed, EarlyBirdTicket? ticket) => new()
    {
        Task = "toy",
        Strategy = strategy,
        Seed = seed,
        Metrics = new Dictionary<string, double> { ["accuracy"] = 0.5 + (seed / 100.0), ["f1"] = 0.4 },
        Parameters = 5000,
        EncoderParameters = ticket is null ? 3240 : 2000,
        Seconds = new Dictionary<string, double> { ["prepare"] = 0.1, ["search"] = ticket is null ? 0 : 1, ["draw"] = 0.01, ["train"] = 6, ["total"] = ticket is null ? 10 : 7.01, ["evaluate"] = 0.2 },
        Steps = ticket is null ? 100 : 110,
        ExamplesPerSecond = 100,
        TokensPerSecond = 2000,
        PeakMemoryBytes = 500_000_000,
        Ticket = ResultFile.TicketShape.Of(ticket),
        TrainRows = 1600,
        TruncatedRows = 0,
        DevRows = 60,
        Environment = new EnvironmentInfo { Stack = "offline", Versions = new Dictionary<string, string> { ["earlybert"] = "0.1.0" }, Threads = 1, Device = "cpu", Platform = "toy" },
    };
}
