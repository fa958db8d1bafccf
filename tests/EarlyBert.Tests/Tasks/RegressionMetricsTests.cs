using System.Text.Json;
using EarlyBert.Tasks;

namespace EarlyBert.Tests.Tasks;

public sealed class RegressionMetricsTests
{
    public static TheoryData<string> Cases() =>
        new(GoldenData.Settings("10-metrics").GetProperty("glue").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "regression").Select(entry => entry.GetProperty("name").GetString()!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compute_RecordedCase_IsTheRecordedNumber(string name)
    {
        var recorded = GoldenData.Settings("10-metrics").GetProperty("glue").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        var computed = RegressionMetrics.Compute(Numbers(recorded, "labels"), Numbers(recorded, "predictions"), RegressionMetrics.Names);
        foreach (var (metric, value) in computed)
        {
            var expected = recorded.GetProperty(metric);
            // The recorded numbers are of the decimal fractions themselves, ours of their nearest 32-bit ones: far from zero little of a difference is left.
            var tolerance = name == "large offset" ? 5e-4 : 1e-5;
            if (expected.ValueKind == JsonValueKind.Null)
                Assert.True(double.IsNaN(value));
            else
                Assert.Equal(expected.GetDouble(), value, Math.Max(tolerance, Math.Abs(expected.GetDouble()) * 1e-6));
        }
    }

    [Fact]
    public void Spearman_EqualNumbers_ShareTheirRank() => Assert.Equal(0.9486832980505138, RegressionMetrics.Spearman([1, 2, 2, 3], [1, 2, 3, 4]), 12);

    [Fact]
    public void Compute_UnknownName_ListsTheNames() =>
        Assert.Contains("spearman", Assert.Throws<ArgumentException>(() => RegressionMetrics.Compute([0], [0], "accuracy")).Message);

    private static float[] Numbers(JsonElement recorded, string name) => recorded.GetProperty(name).EnumerateArray().Select(value => (float)value.GetDouble()).ToArray();
}
