using System.Text.Json;
using EarlyBert.Tasks.Squad;

namespace EarlyBert.Tests.Tasks.Squad;

/// <summary>Scores of answers against the numbers that SQuAD's own scripts gave.</summary>
public sealed class SquadMetricsTests
{
    private static readonly JsonElement V1 = GoldenData.Settings("10-metrics");
    private static readonly JsonElement V2 = GoldenData.Settings("11-squad-v2");

    [Fact]
    public void Normalize_RecordedAnswers_GivesTheRecordedText()
    {
        foreach (var pair in V1.GetProperty("squad").EnumerateArray())
        {
            Assert.Equal(Text(pair, "normalized_prediction"), SquadMetrics.Normalize(Text(pair, "prediction")));
            Assert.Equal(Texts(pair, "normalized_golds"), Texts(pair, "golds").Select(SquadMetrics.Normalize));
        }
    }

    [Fact]
    public void Normalize_RecordedHardStrings_GivesTheRecordedText()
    {
        foreach (var pair in V2.GetProperty("normalized").EnumerateArray())
            Assert.True(pair[1].GetString() == SquadMetrics.Normalize(pair[0].GetString()!), $"{pair} gives {JsonSerializer.Serialize(SquadMetrics.Normalize(pair[0].GetString()!))}");
    }

    [Fact]
    public void ExactMatchAndF1_RecordedAnswers_AreTheRecordedNumbers()
    {
        foreach (var pair in V1.GetProperty("squad").EnumerateArray())
        {
            var (prediction, golds) = (Text(pair, "prediction"), Texts(pair, "golds"));
            Assert.Equal(pair.GetProperty("exact_match").GetDouble(), golds.Max(gold => SquadMetrics.ExactMatch(prediction, gold)));
            Assert.Equal(pair.GetProperty("f1").GetDouble(), golds.Max(gold => SquadMetrics.F1(prediction, gold)), 14);
            Assert.Equal(pair.GetProperty("f1_per_gold").EnumerateArray().Select(f1 => f1.GetDouble()), golds.Select(gold => SquadMetrics.F1(prediction, gold)));
        }
    }

    [Theory]
    [InlineData("squad_whole_set", new int[0])]
    [InlineData("squad_whole_set_without_predictions_0_and_8", new[] { 0, 8 })]
    public void Evaluate_RecordedSet_IsTheRecordedPercentage(string name, int[] missing)
    {
        var pairs = V1.GetProperty("squad").EnumerateArray().ToArray();
        var questions = pairs.Select((pair, i) => Question(i.ToString(), Texts(pair, "golds"))).ToArray();
        var predictions = pairs.Index().Where(pair => !missing.Contains(pair.Index)).ToDictionary(pair => pair.Index.ToString(), pair => Text(pair.Item, "prediction"));

        var scores = SquadMetrics.Evaluate(questions, predictions);

        Assert.Equal(V1.GetProperty(name).GetProperty("exact_match").GetDouble(), scores["exact_match"], 10);
        Assert.Equal(V1.GetProperty(name).GetProperty("f1").GetDouble(), scores["f1"], 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EvaluateWithNoAnswers_RecordedSet_GivesEveryRecordedNumber(int run)
    {
        var recorded = V2.GetProperty("scores")[run];
        var rows = V2.GetProperty("questions").EnumerateArray().ToArray();
        var questions = rows.Select(row => Question(Text(row, "id"), Texts(row, "answers"))).ToArray();
        var predictions = rows.ToDictionary(row => Text(row, "id"), row => Text(row, "prediction"));
        var noAnswers = recorded.GetProperty("no_answer").GetBoolean() ? rows.ToDictionary(row => Text(row, "id"), row => row.GetProperty("no_answer").GetDouble()) : null;

        var scores = SquadMetrics.EvaluateWithNoAnswers(questions, predictions, noAnswers, recorded.GetProperty("threshold").GetDouble());

        var expected = recorded.GetProperty("values").EnumerateObject().ToArray();
        Assert.Equal(expected.Select(score => score.Name), scores.Keys);
        Assert.All(expected, score => Assert.Equal(score.Value.GetDouble(), scores[score.Name], 10));
    }

    [Fact]
    public void EvaluateWithNoAnswers_MissingPrediction_CountsNothing()
    {
        SquadQuestion[] questions = [Question("a", ["x"]), Question("b", [])];

        var scores = SquadMetrics.EvaluateWithNoAnswers(questions, new Dictionary<string, string> { ["a"] = "x" }, new Dictionary<string, double> { ["a"] = 0, ["b"] = 9 }, threshold: 1);

        Assert.Equal((50, 100, 0), (scores["exact"], scores["HasAns_exact"], scores["NoAns_exact"]));
    }

    [Fact]
    public void Evaluate_OneKindOfQuestions_LeavesTheOtherOut()
    {
        var scores = SquadMetrics.EvaluateWithNoAnswers([Question("a", ["x"])], new Dictionary<string, string> { ["a"] = "X!" });

        Assert.Equal(["exact", "f1", "total", "HasAns_exact", "HasAns_f1", "HasAns_total"], scores.Keys);
        Assert.Throws<ArgumentException>(() => SquadMetrics.Evaluate([], new Dictionary<string, string>()));
    }

    private static SquadQuestion Question(string id, IEnumerable<string> answers)
    {
        var texts = answers.ToArray();
        return new SquadQuestion(id, "?", "", [.. texts.Select(text => new SquadAnswer(text, null))], IsImpossible: texts.Length == 0);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
