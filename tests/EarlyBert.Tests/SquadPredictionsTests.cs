using System.Text.Json;
using EarlyBert.Tasks.Squad;

namespace EarlyBert.Tests;

public sealed class SquadPredictionsTests : IDisposable
{
    private static readonly SquadQuestion[] Questions = ToyQuestions.Make(12, seed: 3);
    private static readonly SquadQuestion[] WithImpossible = ToyQuestions.Make(30, seed: 4, impossible: true);

    private readonly TemporaryFolder _folder = new();
    private readonly QuestionAnswerer _answerer = QuestionAnsweringTraining.Fit(ToyQuestions.Make(64, seed: 1), ToyQuestions.Options(Strategy.Dense)).Answerer;

    public void Dispose()
    {
        _folder.Dispose();
        _answerer.Dispose();
    }

    [Fact]
    public void Of_EveryQuestionAnswerable_ScoresAsTheFilesDo()
    {
        var predictions = SquadPredictions.Of(_answerer, Questions);
        predictions.Write(_folder.Root);

        Assert.Equal(_answerer.Evaluate(Questions), predictions.Metrics);
        Assert.Equal(SquadMetrics.Evaluate(Questions, Read<string>("predictions.json")), predictions.Metrics);
        Assert.False(File.Exists(_folder.PathOf("null_odds.json")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2.5)]
    [InlineData(-1000.0)]
    public void Of_SomeWithoutAnswer_ScoresAtTheThreshold(double? threshold)
    {
        var options = new AnswerOptions { NoAnswerThreshold = threshold };
        var predictions = SquadPredictions.Of(_answerer, WithImpossible, options);
        predictions.Write(_folder.Root);

        Assert.Equal(_answerer.Evaluate(WithImpossible, options), predictions.Metrics);
        var (texts, odds) = (Read<string>("predictions.json"), Read<double>("null_odds.json"));
        Assert.All(WithImpossible, question => Assert.Equal(odds[question.Id] > (threshold ?? 0), texts[question.Id].Length == 0));
        // The official script, which is given the texts alone, comes to the same scores.
        Assert.Equal(SquadMetrics.EvaluateWithNoAnswers(WithImpossible, texts)["exact"], predictions.Metrics["exact"], 1e-9);
        Assert.Equal(SquadMetrics.EvaluateWithNoAnswers(WithImpossible, texts)["f1"], predictions.Metrics["f1"], 1e-9);
    }

    [Fact]
    public void Of_ThresholdWhereAllHaveAnAnswer_CountsWhatIsNotAnswered()
    {
        var predictions = SquadPredictions.Of(_answerer, Questions, new AnswerOptions { NoAnswerThreshold = -1000 });

        Assert.Equal(0, predictions.Metrics["exact_match"]);
    }

    [Fact]
    public void Write_Candidates_AreRankedInTheScriptsForm()
    {
        SquadPredictions.Of(_answerer, Questions, new AnswerOptions { Candidates = 4 }).Write(_folder.Root);

        foreach (var (id, candidates) in Read<JsonElement[]>("nbest_predictions.json"))
        {
            Assert.InRange(candidates.Length, 1, 4);
            Assert.Equal(1, candidates.Sum(candidate => candidate.GetProperty("probability").GetDouble()), 1e-9);
            Assert.Equal(Read<string>("predictions.json")[id], candidates[0].GetProperty("text").GetString());
            Assert.All(candidates, candidate => Assert.Equal(["text", "probability", "start_logit", "end_logit"], candidate.EnumerateObject().Select(field => field.Name)));
            // The probabilities are the softmax of the sums of logits.
            var sums = candidates.Select(candidate => candidate.GetProperty("start_logit").GetDouble() + candidate.GetProperty("end_logit").GetDouble()).ToArray();
            Assert.All(candidates.Zip(sums), pair => Assert.Equal(Math.Exp(pair.Second) / sums.Sum(Math.Exp), pair.First.GetProperty("probability").GetDouble(), 1e-5));
        }
    }

    [Fact]
    public void Write_OverVersion2_TakesItsOddsAway()
    {
        SquadPredictions.Of(_answerer, WithImpossible).Write(_folder.Root);
        SquadPredictions.Of(_answerer, Questions).Write(_folder.Root);

        Assert.False(File.Exists(_folder.PathOf("null_odds.json")));
        SquadPredictions.Remove(_folder.Root);
        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    private Dictionary<string, T> Read<T>(string name) => JsonSerializer.Deserialize<Dictionary<string, T>>(File.ReadAllText(_folder.PathOf(name)))!;
}
