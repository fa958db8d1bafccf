using EarlyBert.Cli.Reports.Data;

namespace EarlyBert.Cli.Tests.Reports;

public sealed class ConfusionMatrixTests
{
    private static readonly ClassPrediction[] Rows = [.. new[] { ("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("c", "a") }.Select(row => new ClassPrediction("", null, row.Item1, row.Item2, 0.9))];

    [Fact]
    public void Counts_Rows_AreByTrueAndPredictedClass()
    {
        var matrix = new ConfusionMatrix(Rows, ["b", "a", "unused"]);

        Assert.Equal(["b", "a", "c"], matrix.Labels);
        Assert.Equal([2, 0, 0], matrix.Counts[0]);
        Assert.Equal([1, 1, 0], matrix.Counts[1]);
        Assert.Equal([0, 1, 0], matrix.Counts[2]);
    }

    [Fact]
    public void Scores_OfAClass_AreThoseOfItsCounts()
    {
        var matrix = new ConfusionMatrix(Rows, ["a", "b", "c"]);

        Assert.Equal((0.5, 0.5, 0.5), (matrix.Precision(0), matrix.Recall(0), matrix.F1(0)));
        Assert.Equal((2.0 / 3, 1.0, 0.8), (matrix.Precision(1), matrix.Recall(1), matrix.F1(1)));
        Assert.Equal((0.0, 0.0, 0.0), (matrix.Precision(2), matrix.Recall(2), matrix.F1(2)));
    }

    [Fact]
    public void Labels_NumbersWithoutAnOrder_GoByValue() =>
        Assert.Equal(["2", "10", "x"], new ConfusionMatrix([new ClassPrediction("", null, "10", "2", 1), new ClassPrediction("", null, "x", "2", 1)], []).Labels);
}
