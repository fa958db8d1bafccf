using System.Text.Json;
using EarlyBert.Tasks;

namespace EarlyBert.Tests.Tasks;

public sealed class MetricsTests
{
    public static TheoryData<string> Cases() =>
        new(GoldenData.Settings("10-metrics").GetProperty("glue").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "classification").Select(entry => entry.GetProperty("name").GetString()!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compute_RecordedCase_IsTheRecordedNumber(string name)
    {
        var recorded = GoldenData.Settings("10-metrics").GetProperty("glue").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        var gold = Classes(recorded, "labels");
        var predicted = Classes(recorded, "predictions");
        foreach (var metric in new[] { "accuracy", "f1", "matthews" })
        {
            if (recorded.TryGetProperty(metric, out var expected))
                Assert.Equal(expected.GetDouble(), Metrics.Compute(gold, predicted, metric)[metric], 14);
        }
    }

    [Fact]
    public void Compute_SeveralNames_KeepsTheirOrder() =>
        Assert.Equal(["f1", "accuracy", "macro_f1"], Metrics.Compute([0, 1], [0, 1], "f1", "accuracy", "macro_f1").Keys);

    [Fact]
    public void MacroF1_ThreeClasses_IsTheMeanOverClasses() =>
        Assert.Equal((0.5 + (2.0 / 3) + 0) / 3, Metrics.MacroF1([0, 0, 1, 1], [0, 2, 1, 0]), 14);

    [Fact]
    public void F1_OfAnotherClass_CountsThatClass() =>
        Assert.Equal(0.8, Metrics.F1([0, 0, 1], [0, 0, 0], positive: 0), 14);

    [Fact]
    public void Matthews_ManyRows_DoesNotOverflow()
    {
        var gold = Enumerable.Range(0, 400_000).Select(row => row % 2).ToArray();
        Assert.Equal(1, Metrics.Matthews(gold, gold), 12);
    }

    [Fact]
    public void Compute_UnknownName_ListsTheNames() =>
        Assert.Contains("matthews", Assert.Throws<ArgumentException>(() => Metrics.Compute([0], [0], "mcc")).Message);

    [Fact]
    public void Accuracy_ListsOfOtherLengths_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Metrics.Accuracy([0, 1], [0]));
        Assert.Throws<ArgumentException>(() => Metrics.Accuracy([], []));
    }

    private static int[] Classes(JsonElement recorded, string name) => recorded.GetProperty(name).EnumerateArray().Select(value => value.GetInt32()).ToArray();
}
