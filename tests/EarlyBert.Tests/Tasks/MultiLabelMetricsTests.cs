using EarlyBert.Tasks;

namespace EarlyBert.Tests.Tasks;

public class MultiLabelMetricsTests
{
    [Fact]
    public void Compute_SmallCase_IsCountedByHand()
    {
        int[][] gold = [[0, 1], [1], [], [2]];
        int[][] predicted = [[1, 0], [0, 1], [], [0]];

        var scores = MultiLabelMetrics.Compute(gold, predicted, 4);

        // Hits 3 of 5 claimed and 4 there; by label 2·1/(3+1), 2·2/(2+2), 0 (never claimed), 0 (nowhere).
        Assert.Equal(["micro_f1", "macro_f1", "subset_accuracy", "hamming_loss"], scores.Keys);
        Assert.Equal(6.0 / 9, scores["micro_f1"], 1e-12);
        Assert.Equal((0.5 + 1 + 0 + 0) / 4, scores["macro_f1"], 1e-12);
        Assert.Equal(0.5, scores["subset_accuracy"], 1e-12);
        Assert.Equal(3.0 / 16, scores["hamming_loss"], 1e-12);
    }

    [Fact]
    public void Compute_DifferentRows_IsRefused() => Assert.Throws<ArgumentException>(() => MultiLabelMetrics.Compute([[0]], [], 1));

    [Fact]
    public void BestThresholds_ScoresTooLow_CutsBetweenTheRows()
    {
        int[][] gold = [[0, 1], [0], [], [1]];
        float[][] probabilities = [[0.4f, 0.9f, 0.1f], [0.3f, 0.2f, 0.1f], [0.1f, 0.1f, 0.1f], [0.05f, 0.8f, 0.1f]];

        var thresholds = MultiLabelMetrics.BestThresholds(gold, probabilities, 3);

        Assert.Equal(0.2f, thresholds[0], 1e-6f); // between 0.3 and 0.1
        Assert.Equal(0.5f, thresholds[1]); // lies between 0.8 and 0.2 itself
        Assert.Equal(0.5f, thresholds[2]); // no row has the label
    }

    [Fact]
    public void BestThresholds_AnyScores_NoThresholdOfTheProbabilitiesIsBetter()
    {
        var random = new Random(3);
        var probabilities = Enumerable.Range(0, 60).Select(_ => new[] { MathF.Round(random.NextSingle(), 1) }).ToArray();
        var gold = probabilities.Select(row => random.NextSingle() < row[0] ? new[] { 0 } : []).ToArray();

        var best = F1(MultiLabelMetrics.BestThresholds(gold, probabilities, 1)[0]);

        Assert.All(Enumerable.Range(0, 100), step => Assert.True(F1(step / 100f) <= best + 1e-12));
        double F1(float threshold) => MultiLabelMetrics.Compute(gold, [.. probabilities.Select(row => row[0] >= threshold ? new[] { 0 } : [])], 1)["micro_f1"];
    }
}
