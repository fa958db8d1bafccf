using System.Text.Json.Nodes;
using EarlyBert.Tasks.Squad;
using EarlyBert.Text;
using EarlyBert.Weights;

namespace EarlyBert.Tests;

public sealed class QuestionAnswererTests : IDisposable
{
    private static readonly SquadQuestion[] Held = ToyQuestions.Make(60, seed: 9);
    private static readonly string[] Questions = [.. Held.Select(question => question.Question)];
    private static readonly string[] Contexts = [.. Held.Select(question => question.Context)];

    private readonly QuestionAnswerer _answerer = QuestionAnsweringTraining.Fit(ToyQuestions.Make(48, seed: 1), ToyQuestions.Options()).Answerer;

    public void Dispose() => _answerer.Dispose();

    [Fact]
    public void SaveAndLoad_FolderAndStream_AnswerWithTheSameBits()
    {
        using var folder = new TemporaryFolder();
        _answerer.Save(folder.Root);
        using var stream = new MemoryStream();
        _answerer.Write(stream);
        stream.Position = 0;
        using var fromFolder = QuestionAnswerer.Load(folder.Root);
        using var fromStream = QuestionAnswerer.Read(stream, "the stream");
        using var memory = HuggingFaceFolder.Load(folder.Root);
        using var fromMemory = QuestionAnswerer.From(memory);

        var expected = Flatten(_answerer.Answer(Questions, Contexts));

        Assert.Equal(expected, Flatten(fromFolder.Answer(Questions, Contexts)));
        Assert.Equal(expected, Flatten(fromStream.Answer(Questions, Contexts)));
        Assert.Equal(expected, Flatten(fromMemory.Answer(Questions, Contexts)));
        Assert.Equal((48, _answerer.ParameterCount), (fromFolder.MaxTokens, fromFolder.ParameterCount));
        Assert.Contains("\"BertForQuestionAnswering\"", File.ReadAllText(folder.PathOf("config.json")), StringComparison.Ordinal);
        Assert.Equal(_answerer.Config.KeptNeurons, fromFolder.Config.KeptNeurons);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NegativeInfinity)]
    public void SaveAndLoad_Answers_AreTheModelsOwn(double? threshold)
    {
        using var folder = new TemporaryFolder();
        var own = new AnswerOptions { NoAnswerThreshold = threshold, MaxAnswerTokens = 2, Candidates = 3, Windows = new WindowOptions { Stride = 5, MaxQuestionTokens = 4 } };
        _answerer.Answers = own;
        _answerer.Save(folder.Root);
        using var stream = new MemoryStream();
        _answerer.Write(stream);
        stream.Position = 0;
        using var fromFolder = QuestionAnswerer.Load(folder.Root);
        using var fromStream = QuestionAnswerer.Read(stream, "the stream");
        using var encoder = TextClassifier.Load(folder.Root);

        Assert.Equal((own, own), (fromFolder.Answers, fromStream.Answers));
        Assert.Equal(Flatten(_answerer.Answer(Questions, Contexts, own)), Flatten(fromFolder.Answer(Questions, Contexts)));
        Assert.Equal(_answerer.Evaluate(Held, own), fromFolder.Evaluate(Held));
        Assert.All(fromFolder.Answer(Questions, Contexts), answer => Assert.Equal(threshold is not null, answer.Best.IsNoAnswer));
        Assert.Null(encoder.Config.Answers);
        Assert.Contains("MaxAnswerTokens is 0", Assert.Throws<EarlyBertException>(() => _answerer.Answers = new AnswerOptions { MaxAnswerTokens = 0 }).Message, StringComparison.Ordinal);
        Assert.Equal(own, _answerer.Answers);
    }

    [Fact]
    public void Load_AnswersOutOfRange_NamesThem()
    {
        using var folder = new TemporaryFolder();
        _answerer.Save(folder.Root);
        var config = JsonNode.Parse(File.ReadAllText(folder.PathOf("config.json")))!;
        config["answers"]!["max_answer_tokens"] = 0;
        File.WriteAllText(folder.PathOf("config.json"), config.ToJsonString());

        Assert.Contains("MaxAnswerTokens is 0", Assert.Throws<EarlyBertException>(() => QuestionAnswerer.Load(folder.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_AnyBatchAndThread_GivesTheSameAnswers()
    {
        var expected = _answerer.Answer(Questions, Contexts);

        Parallel.For(0, 8, i =>
        {
            var answers = _answerer.Answer(Questions, Contexts, new AnswerOptions { BatchSize = 1 + (i * 7) });
            foreach (var (answer, other) in expected.Zip(answers))
            {
                Assert.Equal(answer.NoAnswerScore, other.NoAnswerScore, 1e-4);
                Assert.Equal(answer.Best.Probability, other.Best.Probability, 1e-4);
            }
        });

        _answerer.Dispose();
        _answerer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _answerer.Answer("a", "b"));
    }

    [Fact]
    public void Answer_Candidates_AreRankedDistinctStretchesOfTheContext()
    {
        foreach (var (answer, context) in _answerer.Answer(Questions, Contexts, new AnswerOptions { Candidates = 5, MaxAnswerTokens = 2 }).Zip(Contexts))
        {
            Assert.InRange(answer.Candidates.Count, 1, 5);
            Assert.Equal(answer.Candidates[0], answer.Best);
            Assert.Equal(answer.Candidates.OrderByDescending(candidate => candidate.Score), answer.Candidates);
            Assert.Equal(1, answer.Candidates.Sum(candidate => candidate.Probability), 1e-9);
            Assert.Equal(answer.Candidates.Count, answer.Candidates.DistinctBy(candidate => candidate.Text).Count());
            Assert.All(answer.Candidates, candidate => Assert.Equal(candidate.Text, context.Substring(candidate.Start, candidate.Text.Length)));
        }
    }

    [Fact]
    public void Answer_Threshold_DecidesBetweenTheBestAndNoAnswer()
    {
        var (question, context) = (Questions[0], Contexts[0]);
        var sure = _answerer.Answer(question, context);

        var below = _answerer.Answer(question, context, new AnswerOptions { NoAnswerThreshold = sure.NoAnswerScore - 0.01 });
        var above = _answerer.Answer(question, context, new AnswerOptions { NoAnswerThreshold = sure.NoAnswerScore + 0.01 });

        Assert.False(sure.Best.IsNoAnswer);
        Assert.DoesNotContain(sure.Candidates, candidate => candidate.IsNoAnswer);
        Assert.Equal(("", -1, true), (below.Text, below.Best.Start, below.Best.IsNoAnswer));
        Assert.Equal(sure.Text, above.Text);
        Assert.Single(above.Candidates, candidate => candidate.IsNoAnswer);
        Assert.Equal(sure.NoAnswerScore, above.Candidates.Single(candidate => candidate.IsNoAnswer).Score - above.Best.Score, 1e-9);
        Assert.Equal(sure.Candidates.Count + 1, above.Candidates.Count);
    }

    [Fact]
    public void Answer_ContextWithoutPieces_IsNoAnswer()
    {
        var answer = _answerer.Answer("What is the size?", " \u200B");

        Assert.Equal(("", -1, 1.0), (answer.Text, answer.Best.Start, answer.Best.Probability));
        Assert.Equal(answer.Best, Assert.Single(answer.Candidates));
        Assert.Empty(_answerer.Answer([], []));
    }

    /// <summary>The answer to a long context is that of the window which judges it: here all answers, recomputed from single windows.</summary>
    [Fact]
    public void Answer_LongContext_IsTheBestOverItsWindows()
    {
        var context = string.Join(" ", Contexts.Take(8));
        var answer = _answerer.Answer("What is the size?", context);

        var windows = QuestionWindows.Build(new QuestionEncoder(new WordPiece(_answerer.Vocabulary), _answerer.MaxTokens), ["What is the size?"], [context]);
        var best = Enumerable.Range(0, windows.Inputs.Count).Select(row =>
        {
            var window = windows.WindowOf(row);
            var span = windows.ContextOf(0).SpanOf(window.Start, window.End - 1);
            return _answerer.Answer("What is the size?", context.Substring(span.Start, span.Length), new AnswerOptions { Candidates = 48 * 48 });
        }).ToArray();

        Assert.True(windows.Inputs.Count > 3);
        // Each window alone has every candidate that it has among the others, and perhaps better ones that another window judges.
        Assert.True(best.Max(window => window.Candidates[0].Score) >= answer.Best.Score - 1e-4);
        Assert.Contains(best.SelectMany(window => window.Candidates), candidate => candidate.Text == answer.Text && Math.Abs(candidate.Score - answer.Best.Score) < 1e-3);
    }

    [Fact]
    public void Load_ModelOfAnotherTask_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        var options = ToyTexts.Options(Strategy.Dense);
        options.Train.Epochs = 0.1;
        using var classifier = TextClassifierTraining.Fit(ToyTexts.Make(64, seed: 1), ToyTexts.Labels, options).Classifier;
        classifier.Save(folder.Root);
        using var stream = new MemoryStream();
        classifier.Write(stream);
        stream.Position = 0;

        Assert.Contains("has no question-answering head (qa_outputs.*)", Assert.Throws<EarlyBertException>(() => QuestionAnswerer.Load(folder.Root)).Message, StringComparison.Ordinal);
        Assert.Contains("'the stream' has no question-answering head", Assert.Throws<EarlyBertException>(() => QuestionAnswerer.Read(stream, "the stream")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_BadOptions_NamesEveryFault()
    {
        var message = Assert.Throws<EarlyBertException>(() => _answerer.Answer("a", "b", new AnswerOptions { MaxAnswerTokens = 0, Candidates = 0, BatchSize = 0, NoAnswerThreshold = double.NaN })).Message;

        Assert.StartsWith("4 options are out of range: NoAnswerThreshold is NaN", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _answerer.Answer(["a"], ["b", "c"]));
    }

    private static IEnumerable<(string, int, double, double)> Flatten(IEnumerable<PredictedAnswer> answers) =>
        answers.SelectMany(answer => answer.Candidates).Select(candidate => (candidate.Text, candidate.Start, candidate.Score, candidate.Probability));
}
