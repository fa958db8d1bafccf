using EarlyBert.Tasks.Squad;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using TorchSharp;

namespace EarlyBert.Tests;

public class QuestionAnsweringTrainingTests
{
    private static readonly SquadQuestion[] Train = ToyQuestions.Make(48, seed: 1);
    private static readonly SquadQuestion[] Few = Train[..24];

    [Theory]
    [InlineData(Strategy.EarlyBird)]
    [InlineData(Strategy.Dense)]
    public void Fit_ToyFacts_LearnsThem(Strategy strategy)
    {
        var options = ToyQuestions.Options(strategy, epochs: 60);
        var result = QuestionAnsweringTraining.Fit(Train, options, Train);
        using var answerer = result.Answerer;

        var exact = ToyQuestions.ExactMatch(answerer, Train);

        Assert.True(exact > 80, $"exact match {exact}");
        var last = result.History.Last(report => report.Metrics is not null);
        Assert.Equal(exact, last.Metrics!["exact_match"], 1e-6);
        Assert.Equal(60, last.Epoch);
        Assert.Equal((48, 0, 0), (result.Windows, result.SkippedQuestions, result.TruncatedQuestions));
        if (strategy == Strategy.Dense)
        {
            Assert.Null(result.Ticket);
            return;
        }

        Assert.Equal([1, 1], result.Ticket!.KeptHeads.Select(heads => heads.Count));
        Assert.Equal((2 * 256) - 205, result.Ticket.KeptNeurons.Sum(neurons => neurons.Count));
        Assert.Equal(result.Ticket.KeptNeurons, answerer.Config.KeptNeurons);
        Assert.Equal(1 + 360, result.Steps);
        Assert.Equal(64, result.Ticket.DataHash.Length);
    }

    [Fact]
    public void Fit_SomeWithoutAnswer_LearnsToSayNothing()
    {
        var questions = ToyQuestions.Make(48, seed: 2, impossible: true);
        var result = QuestionAnsweringTraining.Fit(questions, ToyQuestions.Options(Strategy.Dense, epochs: 80), questions);
        using var answerer = result.Answerer;

        var scores = result.History.Last(report => report.Metrics is not null).Metrics!;
        var answers = answerer.Answer([.. questions.Select(question => question.Question)], [.. questions.Select(question => question.Context)], new AnswerOptions { NoAnswerThreshold = 0 });

        Assert.True(scores["exact"] > 80, $"exact match {scores["exact"]}");
        Assert.True(scores["NoAns_exact"] > 60 && scores["HasAns_exact"] > 60, $"{scores["NoAns_exact"]} without, {scores["HasAns_exact"]} with an answer");
        Assert.True(scores["best_f1"] >= scores["f1"]);
        // Answers that give way to "no answer" at the threshold score as the script's own threshold does.
        Assert.Equal(scores["exact"], 100 * questions.Zip(answers).Average(pair => SquadMetrics.ExactMatch(pair.Second.Text, pair.First.Answers.FirstOrDefault()?.Text ?? "")), 1e-9);
        Assert.Contains(answers, answer => answer.Best.IsNoAnswer);
        Assert.Equal(answers.Count(answer => answer.NoAnswerScore > 0), answers.Count(answer => answer.Best.IsNoAnswer));
    }

    [Fact]
    public void Fit_ContextLongerThanAnInput_LearnsFromWindows()
    {
        var questions = ToyQuestions.Make(32, seed: 3, facts: 6);
        var options = ToyQuestions.Options(Strategy.Dense, epochs: 60);
        options.MaxTokens = 36;
        var result = QuestionAnsweringTraining.Fit(questions, options);
        using var answerer = result.Answerer;

        Assert.True(result.Windows > 32, $"{result.Windows} windows");
        Assert.Equal(36, answerer.MaxTokens);
        Assert.True(ToyQuestions.ExactMatch(answerer, questions) > 80, $"exact match {ToyQuestions.ExactMatch(answerer, questions)}");
    }

    [Theory]
    [InlineData(Strategy.EarlyBird)]
    [InlineData(Strategy.Dense)]
    public void Fit_SameSeed_SameBits(Strategy strategy)
    {
        Assert.Equal(Bytes(strategy, 5), Bytes(strategy, 5));
        Assert.NotEqual(Bytes(strategy, 5), Bytes(strategy, 6));

        static byte[] Bytes(Strategy strategy, int seed)
        {
            var options = ToyQuestions.Options(strategy);
            options.Seed = seed;
            using var answerer = QuestionAnsweringTraining.Fit(Few, options).Answerer;
            using var stream = new MemoryStream();
            answerer.Write(stream);
            return stream.ToArray();
        }
    }

    [Theory]
    [InlineData(Strategy.Random)]
    [InlineData(Strategy.Matched)]
    public void Fit_Baseline_TrainsWithoutSearching(Strategy strategy)
    {
        var options = ToyQuestions.Options(strategy);
        options.Train.Epochs = null;
        var result = QuestionAnsweringTraining.Fit(Few, options);
        using var answerer = result.Answerer;

        Assert.Null(result.Search);
        Assert.Equal(strategy == Strategy.Random, result.Ticket is not null);
        Assert.InRange(result.Steps, strategy == Strategy.Random ? 6 : 3, 6); // two epochs of three steps, or less
    }

    [Fact]
    public void Fit_GivenTicket_SkipsTheSearch()
    {
        var first = QuestionAnsweringTraining.Fit(Few, ToyQuestions.Options());
        var second = QuestionAnsweringTraining.Fit(Few, ToyQuestions.Options(), ticket: first.Ticket);
        using var a = first.Answerer;
        using var b = second.Answerer;

        Assert.Null(second.Search);
        Assert.Equal(0, second.Seconds["search"]);
        Assert.Equal(a.Answer("What is the size?", "The size is big.").Best, b.Answer("What is the size?", "The size is big.").Best);
    }

    [Theory]
    [InlineData(Strategy.EarlyBird)]
    [InlineData(Strategy.Dense)]
    public void Fit_NothingGiven_TakesThePapersSettings(Strategy strategy)
    {
        using var folder = new TemporaryFolder();
        var wide = ToyQuestions.Options(Strategy.Dense);
        wide.Scratch = "L1-H512-A8";
        using (var first = QuestionAnsweringTraining.Fit(Few, wide).Answerer)
            first.Save(folder.Root);
        var options = EarlyBertOptions.ForQuestionAnswering();
        (options.Strategy, options.Pretrained, options.Scratch) = (strategy, folder.Root, null);
        var result = QuestionAnsweringTraining.Fit(Few, options);
        using var answerer = result.Answerer;

        Assert.Equal((2, 3e-5, 3e-5), (result.Options.Train.Epochs, result.Options.Train.LearningRate, result.Options.Search.LearningRate));
        Assert.Equal((384, 2.0), (result.Options.MaxTokens, result.Options.Search.DecayEpochs));
        Assert.Equal(DrawSchedule.AtFraction(0.2), result.Options.Search.Schedule);
        Assert.Equal((null, 64), (result.Options.Windows.Stride, result.Options.Windows.MaxQuestionTokens));
    }

    [Fact]
    public void Fit_FromOtherTasks_LeavesTheirHeadsBehind()
    {
        using var folder = new TemporaryFolder();
        var classifierOptions = ToyTexts.Options(Strategy.Dense);
        classifierOptions.Train.Epochs = 0.1;
        using (var classifier = TextClassifierTraining.Fit(ToyTexts.Make(96, seed: 1), ToyTexts.Labels, classifierOptions).Classifier)
            classifier.Save(folder.PathOf("classifier"));
        var options = ToyQuestions.Options(Strategy.Dense);
        (options.Pretrained, options.Scratch, options.MaxTokens) = (folder.PathOf("classifier"), null, 32);
        using (var answerer = QuestionAnsweringTraining.Fit(Few, options).Answerer)
            answerer.Save(folder.PathOf("answerer"));
        classifierOptions.Pretrained = folder.PathOf("answerer");
        classifierOptions.Scratch = null;

        using var loaded = HuggingFaceFolder.Load(folder.PathOf("answerer"));
        using var again = TextClassifierTraining.Fit(ToyTexts.Make(96, seed: 1), ToyTexts.Labels, classifierOptions).Classifier;
        using var encoder = TextClassifier.Load(folder.PathOf("answerer"));

        Assert.Contains("qa_outputs.weight", loaded.Tensors.Keys);
        Assert.DoesNotContain("classifier.weight", loaded.Tensors.Keys);
        Assert.Equal(ToyTexts.Labels, again.Labels);
        Assert.Empty(encoder.Labels);
        Assert.Equal(128, encoder.Embed(["the fox"])[0].Length);
    }

    [Fact]
    public void Fit_FromAQuestionAnswerer_GoesOnWithItsHead()
    {
        using var folder = new TemporaryFolder();
        using var first = QuestionAnsweringTraining.Fit(Few, ToyQuestions.Options(Strategy.Dense)).Answerer;
        first.Save(folder.Root);
        var options = ToyQuestions.Options(Strategy.Dense);
        (options.Pretrained, options.Scratch, options.Train.LearningRate, options.Train.Epochs) = (folder.Root, null, 1e-12, 0.1);
        using var second = QuestionAnsweringTraining.Fit(Few, options).Answerer;

        // One step at no rate to speak of: the answers stay what they were.
        var (a, b) = (first.Answer(Few[0].Question, Few[0].Context), second.Answer(Few[0].Question, Few[0].Context));
        Assert.Equal(a.Text, b.Text);
        Assert.Equal(a.NoAnswerScore, b.NoAnswerScore, 1e-4);
    }

    [Fact]
    public void Fit_SomeAnswersNotInTheirContext_LeavesThemOutAndSaysSo()
    {
        SquadQuestion[] questions =
        [
            .. Few,
            new SquadQuestion("bad", "What is the size?", "The size is big.", [new SquadAnswer("big", null)]),
            new SquadQuestion("off", "What is the size?", "The size is big.", [new SquadAnswer("big", 11)]),
            new SquadQuestion("blank", "What is the size?", "The size is big.", [new SquadAnswer(" ", 3)]),
            new SquadQuestion("unknown", "What is the size?", "The size is big.", []),
            new SquadQuestion("second", "What is the size?", "The size is big.", [new SquadAnswer("large", 12), new SquadAnswer("big", 12)]),
        ];
        var result = QuestionAnsweringTraining.Fit(questions, ToyQuestions.Options(Strategy.Dense));
        using var answerer = result.Answerer;

        Assert.Equal((25, 4), (result.Windows, result.SkippedQuestions));
        var warning = Assert.Single(result.History, report => report.IsWarning);
        Assert.Equal("4 of 29 questions have no answer that stands in their context, the first are 'bad', 'off', 'blank'; they are left out.", warning.Message);
    }

    [Fact]
    public void Fit_NoUsableQuestion_SaysWhichIsTheFirst()
    {
        var bad = new SquadQuestion("q7", "What?", "Context.", [new SquadAnswer("nowhere", 3)]);

        Assert.Contains("None of the 1 training questions has an answer that stands in its context, the first is 'q7'",
            Assert.Throws<EarlyBertException>(() => QuestionAnsweringTraining.Fit([bad], ToyQuestions.Options())).Message, StringComparison.Ordinal);
        Assert.Contains("no training questions", Assert.Throws<EarlyBertException>(() => QuestionAnsweringTraining.Fit([], ToyQuestions.Options())).Message, StringComparison.Ordinal);
        Assert.Contains("no validation questions", Assert.Throws<EarlyBertException>(() => QuestionAnsweringTraining.Fit(Few, ToyQuestions.Options(), [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_BadOptions_NamesEveryFault()
    {
        var options = ToyQuestions.Options();
        options.Windows.Stride = 0;
        options.Windows.MaxQuestionTokens = 0;

        var fault = Assert.Throws<EarlyBertException>(() => QuestionAnsweringTraining.Fit(Few, options));

        Assert.Contains("Windows.Stride is 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Windows.MaxQuestionTokens is 0 (allowed: 1 to 65536)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 0.0)]
    public void Fit_Windows_AreHowTheModelLooksForAnswers(bool impossible, double? threshold)
    {
        var options = ToyQuestions.Options(Strategy.Dense, epochs: 0.1);
        (options.Windows.Stride, options.Windows.MaxQuestionTokens) = (9, 12);
        using var answerer = QuestionAnsweringTraining.Fit(ToyQuestions.Make(24, seed: 4, impossible: impossible), options).Answerer;

        Assert.Equal(new AnswerOptions { NoAnswerThreshold = threshold, Windows = new WindowOptions { Stride = 9, MaxQuestionTokens = 12 } }, answerer.Answers);
    }

    [Fact]
    public void Fit_SettingsOfTextsWithLabels_AreRefused()
    {
        Assert.Contains("Thresholds are 'best-f1', but questions have no labels", Fault(options => options.Thresholds = LabelThresholds.BestF1), StringComparison.Ordinal);
        Assert.Contains("Train.ClassWeights are 'balanced', but questions have no classes", Fault(options => options.Train.ClassWeights = ClassWeights.Balanced), StringComparison.Ordinal);
        Assert.Contains("LongText is 'head-tail', but long contexts", Fault(options => options.LongText = LongText.HeadTail), StringComparison.Ordinal);

        static string Fault(Action<EarlyBertOptions> set)
        {
            var options = ToyQuestions.Options();
            set(options);
            return Assert.Throws<EarlyBertException>(() => QuestionAnsweringTraining.Fit(Few, options)).Message;
        }
    }

    [Fact]
    public void Fit_PaddedToTheLongest_TrainsToo()
    {
        var options = ToyQuestions.Options(Strategy.Dense);
        options.Train.PadToMaxTokens = true;
        using var answerer = QuestionAnsweringTraining.Fit(Few, options).Answerer;

        Assert.NotEmpty(answerer.Answer("What is the size?", "The size is big.").Text);
    }

    [Fact]
    public void Fit_ManySteps_LeavesNoTensorsBehind()
    {
        Assert.Equal(LiveAfter(1), LiveAfter(5));

        static long LiveAfter(double epochs)
        {
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            QuestionAnsweringTraining.Fit(Few, ToyQuestions.Options(epochs: epochs), Few).Answerer.Dispose();
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        }
    }
}
