using System.Globalization;

namespace EarlyBert.Benchmarks;

/// <summary>Training steps beside plain PyTorch, as installed and tuned: same model, batches, optimizer, clipping and dropout.</summary>
internal static class StepBenchmark
{
    public static void Run(Settings settings) => Run(settings, "step", Cases(settings));

    /// <summary>The same for pre-training: masked words and next sentence, vocabulary 8,000.</summary>
    public static void RunPretraining(Settings settings) => Run(settings, "pretraining",
    [
        ("L2 H128, 32 × 128", Random(settings, 2, 128, steps: 30, columns: 128, vocabulary: 8000) with { Pretraining = true }),
        ("L4 H256, 32 × 128", Random(settings, 4, 256, steps: 12, columns: 128, vocabulary: 8000) with { Pretraining = true }),
        ("L4 H256, 32 × 128, fine-tuning", Random(settings, 4, 256, steps: 12, columns: 128, vocabulary: 8000)),
    ]);

    private static void Run(Settings settings, string name, IEnumerable<(string Name, StepTiming Timing)> cases)
    {
        var table = new ResultTable(
            settings, name, "model and batches", "PyTorch as installed, tokens/s", "PyTorch tuned, tokens/s", "EarlyBert, tokens/s", "EarlyBert, ms/step", "to as installed", "to tuned");
        if (PyTorch.Missing is { } reason)
            Console.Error.WriteLine($"Plain PyTorch is not measured: {reason}.");
        foreach (var (title, timing) in cases)
            Measure(settings, table, title, timing);
        table.Print();
    }

    private static IEnumerable<(string Name, StepTiming Timing)> Cases(Settings settings)
    {
        yield return ("L2 H128, 32 × 64", Random(settings, 2, 128, steps: 40));
        yield return ("L4 H256, 32 × 64", Mini(settings));
        if (!settings.Quick)
            yield return ("BERT-base, 32 × 64", Random(settings, 12, 768, steps: 4));

        var train = Sst2.Train(settings);
        var store = Sst2.Tokenize(settings, train);
        var batches = Write(settings, "sst2", TrainingBatches.Buckets(store, train.Labels, settings.Quick ? 8 : 120, seed: 42));
        var used = Sst2.WriteUsedIds(settings, store);
        var steps = settings.Quick ? 6 : 110;
        yield return ("L2 H128, SST-2 in length buckets", new StepTiming(batches, 2, 128, 30522, steps, Warmup: settings.Quick ? 2 : 10) { UsedIds = used });
        yield return ("L4 H256, SST-2 in length buckets", new StepTiming(batches, 4, 256, 30522, steps, Warmup: settings.Quick ? 2 : 10) { UsedIds = used });
    }

    /// <summary>The main case: L4 H256, vocabulary 30,522, 32 rows of 64 tokens.</summary>
    public static StepTiming Mini(Settings settings) => Random(settings, 4, 256, steps: 20);

    private static StepTiming Random(Settings settings, int layers, int hidden, int steps, int columns = 64, int vocabulary = 30522)
    {
        var (measured, warmup) = settings.Quick ? (3, 1) : (steps, Math.Max(2, steps / 10));
        var batches = TrainingBatches.Random(measured + warmup, rows: 32, columns, vocabulary, seed: 42);
        return new StepTiming(Write(settings, $"random-{measured + warmup}-{columns}-{vocabulary}", batches), layers, hidden, vocabulary, measured, warmup);
    }

    private static void Measure(Settings settings, ResultTable table, string name, StepTiming timing)
    {
        var tokens = TrainingBatches.Read(timing.Batches).Skip(timing.Warmup).Take(timing.Steps).Sum(batch => (double)batch.Lengths.Sum());
        var (installed, tuned, ours) = (new List<double[]>(), new List<double[]>(), new List<double[]>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            if (PyTorch.Missing is null)
            {
                installed.Add(timing.PyTorchAsInstalled(settings));
                tuned.Add(timing.PyTorchTuned(settings));
            }

            ours.Add(timing.Ours(settings));
        }

        var rate = tokens / Seconds(ours);
        double? installedRate = installed.Count == 0 ? null : tokens / Seconds(installed);
        double? tunedRate = tuned.Count == 0 ? null : tokens / Seconds(tuned);
        table.Add(name, installedRate, tunedRate, rate, 1000 * Seconds(ours) / timing.Steps, rate / installedRate, rate / tunedRate);
    }

    /// <summary>Seconds of all steps, each taken as the median of its rounds.</summary>
    public static double Seconds(IReadOnlyList<double[]> rounds) => Enumerable.Range(0, rounds[0].Length).Sum(step => Statistics.Median(rounds.Select(round => round[step])));

    private static string Write(Settings settings, string name, IReadOnlyList<IdBatch> batches)
    {
        var path = settings.Scratch(string.Create(CultureInfo.InvariantCulture, $"{name}.batches"));
        TrainingBatches.Write(path, batches);
        return path;
    }
}
