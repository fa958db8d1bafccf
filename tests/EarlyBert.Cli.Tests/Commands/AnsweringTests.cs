using System.Globalization;
using System.Text.Json;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class AnsweringTests : IDisposable
{
    private static readonly string[] Quick =
        ["--scratch", "L2-H64-A2", "--vocab-size", "120", "--max-tokens", "32", "--batch-size", "8", "--epochs", "2", "--draw-at", "0.5", "--lr", "3e-3", "--search-lr", "3e-3", "--threads", "1"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finetune_Files_LeavesModelAnswersAndTheScoresOfBoth()
    {
        var (train, dev, output) = (_folder.Write("train.json", ToySquad.Json(48)), _folder.Write("dev.json", ToySquad.Json(12)), _folder.PathOf("run"));

        var printed = CliRun.Of(["finetune", "--task", "squad", "--train", train, "--dev", dev, .. Quick, "--n-best", "4", "--max-answer-tokens", "3", "--out", output]).Succeeded().Out;

        Assert.Contains("squad: 48 rows for training, 12 for validation, questions that all have an answer", printed);
        var metrics = Json(output, "result.json").GetProperty("metrics");
        Assert.Equal(["exact_match", "f1"], metrics.EnumerateObject().Select(metric => metric.Name));
        Assert.Equal("squad", Json(output, "result.json").GetProperty("task").GetString());
        Assert.Equal(12, Json(output, "predictions.json").EnumerateObject().Count());
        Assert.All(Json(output, "nbest_predictions.json").EnumerateObject(), question => Assert.InRange(question.Value.GetArrayLength(), 1, 4));
        Assert.False(File.Exists(Path.Combine(output, "null_odds.json")));
        foreach (var model in new[] { output, Path.Combine(output, "model.zip") })
        {
            var evaluated = _folder.PathOf($"evaluated-{Path.GetFileName(model)}");
            var lines = CliRun.Of("evaluate", "--model", model, "--task", "squad", "--dev", dev, "--threads", "1", "--out", evaluated).Succeeded().Lines;
            Assert.Equal(metrics.GetProperty("exact_match").GetDouble(), double.Parse(lines[0]["exact_match".Length..], CultureInfo.InvariantCulture), 1e-3);
            Assert.Equal(Json(output, "predictions.json").ToString(), Json(evaluated, "predictions.json").ToString());
            Assert.Equal(Counts(output), Counts(evaluated));
        }
    }

    [Fact]
    public void Finetune_FolderWithImpossibleQuestions_IsScoredAsVersion2()
    {
        _folder.Write("train-v2.0.json", ToySquad.Json(48, impossible: true));
        _folder.Write("dev-v2.0.json", ToySquad.Json(12, impossible: true));
        var output = _folder.PathOf("run");

        var printed = CliRun.Of(["finetune", "--task", "squad", "--data", _folder.Root, .. Quick, "--out", output]).Succeeded().Out;

        Assert.Contains("questions, 16 of the training ones without an answer", printed);
        var metrics = Json(output, "result.json").GetProperty("metrics");
        Assert.All(new[] { "exact", "f1", "HasAns_f1", "NoAns_exact", "best_f1", "best_f1_thresh" }, name => Assert.True(metrics.TryGetProperty(name, out _), name));
        Assert.Equal(12, Json(output, "null_odds.json").EnumerateObject().Count());
        // An answer is empty where what speaks for "no answer" is above the threshold.
        var evaluated = _folder.PathOf("evaluated");
        CliRun.Of("evaluate", "--model", output, "--task", "squad", "--data", _folder.Root, "--null-threshold", "-1000", "--out", evaluated).Succeeded();
        Assert.All(Json(evaluated, "predictions.json").EnumerateObject(), answer => Assert.Equal("", answer.Value.GetString()));
        Assert.Equal(100, Json(evaluated, "evaluation.json").GetProperty("metrics").GetProperty("NoAns_exact").GetDouble());
    }

    [Fact]
    public void Finetune_MisplacedAnswers_AreCountedAndTheFirstNamed()
    {
        var train = _folder.Write("train.json", ToySquad.Json(40, misplaced: 5));

        var run = CliRun.Of(["finetune", "--task", "squad", "--train", train, .. Quick, "--strategy", "dense", "--out", _folder.PathOf("out")]).Succeeded();

        Assert.Contains("warning: 5 of 40 questions have no answer that stands in their context, the first are 'q0', 'q1', 'q2'; they are left out.", run.Error);
    }

    [Fact]
    public void Predict_Question_PrintsTheAnswerOrItsCandidates()
    {
        var output = Trained();

        var answer = CliRun.Of("predict", "--model", output, "--context", "The size is big.", "--question", "What is the size?").Succeeded().Lines.Single().Split('\t');
        var candidates = CliRun.Of("predict", "--model", Path.Combine(output, "model.zip"), "--context", "The size is big.", "--question", "What is the size?", "--n-best", "3").Succeeded().Lines;
        var json = JsonDocument.Parse(CliRun.Of("predict", "--model", output, "--context", "The size is big.", "--question", "What is the size?", "--json").Succeeded().Out).RootElement;

        Assert.Contains(answer[0], "The size is big.");
        Assert.InRange(double.Parse(answer[1], CultureInfo.InvariantCulture), 0, 1);
        Assert.Equal((3, answer[0]), (candidates.Length, candidates[0].Split('\t')[0]));
        Assert.Equal(answer[0], json.GetProperty("answer").GetString());
        Assert.StartsWith("\t", CliRun.Of("predict", "--model", output, "--context", "The size is big.", "--question", "What is the size?", "--null-threshold", "-1000").Succeeded().Out);
    }

    [Fact]
    public void Run_ModelOfAnotherTask_SaysWhatItIs()
    {
        var output = Trained();
        var dev = _folder.Write("dev.tsv", ToyFiles.Table(8));

        CliRun.Of("predict", "--model", output, "a text").FailedWith("answers questions", "--question");
        CliRun.Of("evaluate", "--model", output, "--dev", dev, "--text", "review", "--label", "verdict").FailedWith("answers questions", "--task squad");
        Assert.Contains("question-answering head", CliRun.Of("doctor", output).Succeeded().Out);
    }

    [Theory]
    [InlineData("train-v1.1.json", "train-v2.0.json", "holds SQuAD 1.1 and 2.0")]
    [InlineData("train.json", "dev.json", "There are no files of SQuAD")]
    public void Finetune_FolderThatIsNotClear_SaysWhatToName(string first, string second, string reason)
    {
        _folder.Write(first, "{}");
        _folder.Write(second, "{}");

        CliRun.Of("finetune", "--task", "squad", "--data", _folder.Root, "--out", _folder.PathOf("out")).FailedWith(reason, "--train and --dev");
    }

    [Fact]
    public void Predict_ThresholdAndWindowsOfTheTraining_AreTheModels()
    {
        var (train, output) = (_folder.Write("train.json", ToySquad.Json(24, impossible: true)), _folder.PathOf("run"));
        CliRun.Of(["finetune", "--task", "squad", "--train", train, .. Quick, "--strategy", "dense", "--null-threshold", "-1000", "--doc-stride", "7", "--max-question-tokens", "9", "--out", output]).Succeeded();

        foreach (var model in new[] { output, Path.Combine(output, "model.zip") })
        {
            string[] ask = ["predict", "--model", model, "--context", "The size is big.", "--question", "What is the size?"];
            Assert.StartsWith("\t", CliRun.Of(ask).Succeeded().Out);
            Assert.DoesNotMatch("^\t", CliRun.Of([.. ask, "--null-threshold", "1000"]).Succeeded().Out);
        }

        var windows = Json(output, "model/config.json").GetProperty("answers").GetProperty("windows");
        Assert.Equal((7, 9), (windows.GetProperty("stride").GetInt32(), windows.GetProperty("max_question_tokens").GetInt32()));
    }

    private static int[] Counts(string folder) => [.. Json(folder, "nbest_predictions.json").EnumerateObject().Select(question => question.Value.GetArrayLength())];

    private string Trained()
    {
        var (train, output) = (_folder.Write("train.json", ToySquad.Json(24)), _folder.PathOf("trained"));
        CliRun.Of(["finetune", "--task", "squad", "--train", train, .. Quick, "--strategy", "dense", "--out", output]).Succeeded();
        return output;
    }

    private static JsonElement Json(string folder, string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name))).RootElement;
}
