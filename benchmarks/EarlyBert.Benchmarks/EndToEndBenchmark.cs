using EarlyBert.Tasks;

namespace EarlyBert.Benchmarks;

/// <summary>SST-2 from scratch, search to accuracy: an early-bird ticket against the dense network's three epochs, both in length buckets.</summary>
internal static class EndToEndBenchmark
{
    public static void Run(Settings settings, IReadOnlyList<string> sizes, IReadOnlyList<int> seeds, double learningRate)
    {
        var runs = new ResultTable(
            settings, "end-to-end", "size", "seed", "strategy", "search, s", "draw, s", "train, s", "total, s", "ms/step of training", "accuracy, %", "parameters");
        var summary = new ResultTable(
            settings, "end-to-end-summary", "size", "seeds", "dense, s", "early-bird, s", "time, early-bird / dense", "step, pruned / dense", "dense accuracy, %", "early-bird accuracy, %");
        var train = Sst2.Train(settings);
        var dev = Sst2.Dev(settings);
        foreach (var size in sizes)
        {
            var dense = new List<Outcome>();
            var early = new List<Outcome>();
            foreach (var seed in seeds)
            {
                dense.Add(Fit(settings, runs, train, dev, size, seed, Strategy.Dense, learningRate));
                early.Add(Fit(settings, runs, train, dev, size, seed, Strategy.EarlyBird, learningRate));
            }

            summary.Add(
                size,
                seeds.Count,
                Statistics.Spread([.. dense.Select(run => run.Total)], "F0"),
                Statistics.Spread([.. early.Select(run => run.Total)], "F0"),
                Statistics.Spread([.. early.Zip(dense, (e, d) => e.Total / d.Total)], "F3"),
                Statistics.Spread([.. early.Zip(dense, (e, d) => e.Step / d.Step)], "F3"),
                Statistics.Spread([.. dense.Select(run => run.Accuracy)], "F1"),
                Statistics.Spread([.. early.Select(run => run.Accuracy)], "F1"));
        }

        runs.Print();
        summary.Print();
    }

    private static Outcome Fit(Settings settings, ResultTable table, LabelledTexts train, LabelledTexts dev, string size, int seed, Strategy strategy, double learningRate)
    {
        var options = Sst2.Options(settings, size, strategy);
        options.Seed = seed;
        // The paper's rates are for pre-trained weights; from scratch one rate serves both sides.
        options.Search.LearningRate = learningRate;
        options.Train.LearningRate = learningRate;
        if (settings.Quick)
        {
            options.Train.Epochs = 0.005;
            options.Search.Schedule = Tickets.DrawSchedule.AtStep(4);
        }

        var result = TextClassifierTraining.Fit(train, Sst2.Task.LabelNames, options);
        using var classifier = result.Classifier;
        var predicted = classifier.Score(dev.Texts).Select(scores => Array.IndexOf(scores, scores.Max())).ToArray();
        var outcome = new Outcome(
            result.Seconds["total"],
            result.Seconds["train"] / (result.Steps - (result.Ticket?.Step ?? 0)),
            100 * Metrics.Accuracy(predicted, dev.Labels));
        table.Add(
            size, seed, strategy.ToString(), result.Seconds["search"], result.Seconds["draw"], result.Seconds["train"], outcome.Total, 1000 * outcome.Step, outcome.Accuracy, classifier.ParameterCount);
        return outcome;
    }

    /// <param name="Total">Seconds of search, draw and training.</param>
    /// <param name="Step">Seconds of a step of the training stage.</param>
    /// <param name="Accuracy">Per cent of the dev set.</param>
    private sealed record Outcome(double Total, double Step, double Accuracy);
}
