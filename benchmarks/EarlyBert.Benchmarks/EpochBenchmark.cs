namespace EarlyBert.Benchmarks;

/// <summary>SST-2 in length buckets against every row padded to 128 tokens, through the public training call.</summary>
internal static class EpochBenchmark
{
    public static void Run(Settings settings)
    {
        var table = new ResultTable(settings, "epoch", "SST-2, batch 32", "padded to 128, examples/s", "length buckets, examples/s", "ratio", "length buckets, tokens/s");
        var train = Sst2.Train(settings);
        // Shares of an epoch: padded steps are long and alike, bucketed ones short and various.
        var sizes = settings.Quick ? [("L2 H128", "tiny", 0.001, 0.005)] : new[] { ("L2 H128", "tiny", 0.05, 0.5), ("L4 H256", "mini", 0.02, 0.25) };
        foreach (var (name, scratch, paddedShare, bucketShare) in sizes)
        {
            var (padded, buckets, tokens) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < settings.Rounds; round++)
            {
                padded.Add(Train(settings, train, scratch, paddedShare, padded: true).ExamplesPerSecond);
                var result = Train(settings, train, scratch, bucketShare, padded: false);
                buckets.Add(result.ExamplesPerSecond);
                tokens.Add(result.TokensPerSecond);
            }

            table.Add(name, Statistics.Median(padded), Statistics.Median(buckets), Statistics.Median(buckets) / Statistics.Median(padded), Statistics.Median(tokens));
        }

        table.Print();
    }

    private static TextClassifierResult Train(Settings settings, LabelledTexts train, string scratch, double epochs, bool padded)
    {
        var options = Sst2.Options(settings, scratch, Strategy.Dense);
        options.Train.Epochs = epochs;
        options.Train.PadToMaxTokens = padded;
        var result = TextClassifierTraining.Fit(train, Sst2.Task.LabelNames, options);
        result.Classifier.Dispose();
        return result;
    }
}
