using EarlyBert.Bert;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using TorchSharp;

namespace EarlyBert.Tests;

public class TextClassifierTrainingTests
{
    private static readonly LabelledTexts Train = ToyTexts.Make(640, seed: 1);
    private static readonly LabelledTexts Held = ToyTexts.Make(200, seed: 2);

    [Fact]
    public void Fit_EarlyBird_LearnsDrawsPrunesAndFolds()
    {
        var options = ToyTexts.Options();
        options.Train.Epochs = 20;
        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options, Held);
        using var classifier = result.Classifier;

        Assert.True(Accuracy(classifier) > 0.9, $"accuracy {Accuracy(classifier)}");
        Assert.Equal([1, 1], result.Ticket!.KeptHeads.Select(heads => heads.Count));
        Assert.Equal(2 * 512 - 410, result.Ticket.KeptNeurons.Sum(neurons => neurons.Count));
        Assert.Equal(result.Ticket.KeptNeurons, classifier.Config.KeptNeurons);
        Assert.Equal(4, result.Ticket.Step);
        Assert.Equal(4 + 400, result.Steps);
        Assert.Contains(result.History, report => report.Stage == TrainingStage.Search && report.Loss > 0);
        var last = result.History.Last(report => report.Metrics is not null);
        Assert.Equal(Accuracy(classifier), last.Metrics!["accuracy"], 1e-6);
        Assert.Equal(20, last.Epoch);
        Assert.True(result.Seconds["total"] > 0 && result.Seconds["evaluate"] > 0);
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
            var options = ToyTexts.Options(strategy);
            options.Seed = seed;
            using var classifier = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options).Classifier;
            using var stream = new MemoryStream();
            classifier.Write(stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public void SaveAndLoad_FolderAndStream_ScoreTheSameBits()
    {
        using var classifier = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options()).Classifier;
        using var folder = new TemporaryFolder();
        classifier.Save(folder.Root);
        using var stream = new MemoryStream();
        classifier.Write(stream);
        stream.Position = 0;
        using var fromFolder = TextClassifier.Load(folder.Root);
        using var fromStream = TextClassifier.Read(stream, "the stream");

        var expected = classifier.Score(Held.Texts);

        Assert.Equal(expected, fromFolder.Score(Held.Texts));
        Assert.Equal(expected, fromStream.Score(Held.Texts));
        Assert.Equal(classifier.Embed(Held.Texts), fromFolder.Embed(Held.Texts));
        Assert.Equal(ToyTexts.Labels, fromFolder.Labels);
    }

    [Fact]
    public void Score_AnyBatchAndThread_GivesTheSameProbabilities()
    {
        using var classifier = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options()).Classifier;
        var expected = classifier.Score(Held.Texts);

        Parallel.For(0, 8, i =>
        {
            var scores = classifier.Score(Held.Texts, batchSize: 1 + (i * 7));
            for (var row = 0; row < scores.Length; row++)
            {
                Assert.Equal(1, scores[row].Sum(), 1e-5f);
                Assert.Equal(expected[row][0], scores[row][0], 1e-4f);
            }
        });

        classifier.Dispose();
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Score(Held.Texts));
    }

    [Fact]
    public void Fit_GivenTicket_SkipsTheSearch()
    {
        var first = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options());
        var second = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options(), ticket: first.Ticket);
        using var a = first.Classifier;
        using var b = second.Classifier;

        Assert.Null(second.Search);
        Assert.Equal(0, second.Seconds["search"]);
        Assert.Equal(a.Score(Held.Texts), b.Score(Held.Texts));
    }

    [Fact]
    public void Draw_RecordedSearch_GivesTheTrainedTicketAndOthers()
    {
        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options());
        using var classifier = result.Classifier;
        var shape = BertConfig.FromName("tiny");

        var same = TicketDrawing.Draw(shape, result.Search!, new DrawOptions());
        var narrower = TicketDrawing.Draw(shape, result.Search!, new DrawOptions { NeuronRatio = 0.8 });

        Assert.Equal(result.Ticket!.KeptNeurons, same.KeptNeurons);
        Assert.True(narrower.KeptNeurons.Sum(layer => layer.Count) < same.KeptNeurons.Sum(layer => layer.Count));
        Assert.True(narrower.KeptNeurons.Zip(same.KeptNeurons).All(layer => layer.First.All(layer.Second.Contains)));
    }

    [Fact]
    public void Fit_WhenStable_StopsEarlyAndRecordsItsTrace()
    {
        var options = ToyTexts.Options();
        options.Train.BatchSize = 8;
        options.Search.Schedule = DrawSchedule.WhenStable(0.2, 2);
        options.Search.LearningRate = 2e-3;
        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options);
        using var classifier = result.Classifier;

        var trace = result.Ticket!.DistanceTrace;
        Assert.InRange(result.Ticket.Step, 1, 80);
        Assert.Equal(result.Ticket.Step, trace[^1].Step);
        if (result.Ticket.Step < 80)
            Assert.True(MaskDistance.IsStable(trace, 0.2, 2));
        Assert.False(MaskDistance.IsStable([.. trace.SkipLast(1)], 0.2, 2));
    }

    [Theory]
    [InlineData(Strategy.Random)]
    [InlineData(Strategy.Matched)]
    [InlineData(Strategy.Importance)]
    [InlineData(Strategy.Magnitude)]
    [InlineData(Strategy.LayerDrop)]
    public void Fit_Baseline_LearnsWithoutAnEarlyBirdSearch(Strategy strategy)
    {
        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options(strategy), Train);
        using var classifier = result.Classifier;

        Assert.Null(result.Search);
        Assert.Equal(strategy is not (Strategy.Matched or Strategy.LayerDrop), result.Ticket is not null);
        Assert.Equal(strategy == Strategy.LayerDrop ? 1 : 2, classifier.Config.NumHiddenLayers);
        Assert.Equal(strategy == Strategy.Importance, result.Ticket?.Step > 0);
        var scored = classifier.Score(Train.Texts).Select((scores, row) => (scores[1] > scores[0] ? 1 : 0) == Train.Labels[row]).Count(right => right) / (double)Train.Count;
        Assert.Equal(result.History.Last(report => report.Metrics is not null).Metrics!["accuracy"], scored, 1e-9);
        if (strategy == Strategy.Matched)
            Assert.InRange(result.Steps, 20, 39);
    }

    [Fact]
    public void Fit_KeepBest_GivesTheWeightsOfTheBestEvaluation()
    {
        var options = ToyTexts.Options(Strategy.Dense);
        options.Train.Epochs = 3;
        options.Train.LearningRate = 2e-2; // Too large, so that scores go up and down.
        options.Train.EvaluationsPerEpoch = 4;
        options.Train.KeepBest = true;
        options.Train.WeightDecay = 0.1;
        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options, Train);
        using var classifier = result.Classifier;

        var scores = result.History.Where(report => report.Metrics is not null).Select(report => report.Metrics!["accuracy"]).ToArray();
        Assert.Equal(12, scores.Length);
        var right = classifier.Score(Train.Texts).Select((row, i) => (row[1] > row[0] ? 1 : 0) == Train.Labels[i]).Count(same => same);
        Assert.Equal(scores.Max(), right / (double)Train.Count, 1e-9);
    }

    [Fact]
    public void Fit_Patience_EndsTheTrainingWhenTheScoreNoLongerRises()
    {
        var options = ToyTexts.Options();
        options.Train.Epochs = 50;
        options.Train.EvaluationsPerEpoch = 2;
        options.Train.Patience = 3;
        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options, Train);
        using var classifier = result.Classifier;

        var evaluations = result.History.Where(report => report.Metrics is not null).ToArray();
        var best = evaluations.MaxBy(report => report.Metrics!["accuracy"])!;
        Assert.InRange(evaluations.Length, 4, 99);
        Assert.Equal(3, evaluations.Count(report => report.Step > best.Step));
        Assert.Contains(result.History, report => report.Message?.StartsWith($"Stopped after {evaluations[^1].Step} of", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Fit_PatienceWithoutValidationSet_IsRefused()
    {
        var options = ToyTexts.Options();
        options.Train.Patience = 1;

        Assert.Contains("there is no validation set", Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(Train, ToyTexts.Labels, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_UnknownMetric_NamesTheKnownOnesBeforeTextsAreRead()
    {
        var options = ToyTexts.Options();
        options.Train.Metric = "pearson";
        var heard = new List<TrainingProgress>();

        var fault = Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(Train, ToyTexts.Labels, options, Train, progress: new Listener(heard.Add)));
        Assert.Contains("'pearson' (allowed: accuracy, f1, matthews)", fault.Message, StringComparison.Ordinal);
        Assert.Empty(heard);
    }

    [Fact]
    public void Fit_NoRatesGiven_TakesThoseForRandomWeights()
    {
        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, new EarlyBertOptions { Scratch = "tiny", VocabularySize = 200, MaxTokens = 32 });
        using var classifier = result.Classifier;

        Assert.Equal((3e-4, 3e-4, 2.0), (result.Options.Search.LearningRate, result.Options.Train.LearningRate, result.Options.Train.Epochs));
        Assert.Equal(3e-4, result.History.First(report => report.Stage == TrainingStage.Search && report.LearningRate > 0).LearningRate);
    }

    [Fact]
    public void Fit_ScratchIsAModelsFolder_TakesShapeAndVocabularyAndNeedsNoWeights()
    {
        using var folder = new TemporaryFolder();
        using (var pruned = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options(Strategy.Random)).Classifier)
            pruned.Save(folder.Root);
        File.Move(folder.PathOf("model.safetensors"), folder.PathOf("trained"));
        var options = ToyTexts.Options(Strategy.Dense);
        (options.Scratch, options.VocabularySize, options.Train.Epochs, options.Train.LearningRate) = (folder.Root, 32, 0.01, 1e-9);

        using var fresh = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options).Classifier;

        fresh.Save(folder.PathOf("fresh"));
        var (expected, config) = (HuggingFaceFolder.ReadConfig(folder.Root), HuggingFaceFolder.ReadConfig(folder.PathOf("fresh")));
        Assert.Equal((expected.VocabSize, expected.HeadsOf(0), expected.NeuronsOf(1)), (config.VocabSize, config.HeadsOf(0), config.NeuronsOf(1)));
        using var scope = torch.NewDisposeScope();
        var (trained, random) = (SafeTensors.Read(folder.PathOf("trained")), SafeTensors.Read(folder.PathOf("fresh/model.safetensors")));
        Assert.Equal(trained.Keys.Order(), random.Keys.Order());
        const string Query = "bert.encoder.layer.0.attention.self.query.weight";
        Assert.Equal(config.InitializerRange, random[Query].std().item<float>(), 0.1 * config.InitializerRange);
        Assert.False(random[Query].allclose(trained[Query], atol: 1e-3));
    }

    [Fact]
    public void Fit_ScratchIsAFolderWhoseVocabularyIsLowerCase_WarnsOfTextsThatKeepTheirCase()
    {
        using var folder = new TemporaryFolder();
        using (var model = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options(Strategy.Random)).Classifier)
            model.Save(folder.Root);
        var options = ToyTexts.Options(Strategy.Dense);
        (options.Scratch, options.LowerCase, options.Train.Epochs) = (folder.Root, false, 0.01);

        var result = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options);
        result.Classifier.Dispose();

        Assert.Contains(result.History, report => report.IsWarning && report.Message?.Contains("lower-case letters alone", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Fit_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        var progress = new Listener(report =>
        {
            if (report.Stage == TrainingStage.Train && report.Step > 0)
                source.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options(), progress: progress, cancellationToken: source.Token));
    }

    [Fact]
    public void Fit_PoisonedWeights_SaysThatTheLossIsNotANumber()
    {
        using var folder = new TemporaryFolder();
        using (var classifier = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options(Strategy.Dense)).Classifier)
            classifier.Save(folder.Root);
        var path = folder.PathOf("model.safetensors");
        var weights = SafeTensors.Read(path);
        weights["bert.pooler.dense.weight"].fill_(float.NaN);
        SafeTensors.Write(path, weights);
        var options = ToyTexts.Options(Strategy.Dense);
        options.Scratch = null;
        options.Pretrained = folder.Root;

        var fault = Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(Train, ToyTexts.Labels, options));

        Assert.Contains("not a number", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FromAModelWithTheLabelsInAnotherOrder_KeepsItsHead()
    {
        using var folder = new TemporaryFolder();
        var options = ToyTexts.Options(Strategy.Dense);
        options.Train.Epochs = 12;
        using var first = TextClassifierTraining.Fit(Train, ToyTexts.Labels, options).Classifier;
        first.Save(folder.Root);
        var turned = Train with { Labels = [.. Train.Labels.Select(label => 1 - label)] };
        var going = new EarlyBertOptions { Pretrained = folder.Root, Strategy = Strategy.Dense, MaxTokens = 32, Train = { Epochs = 0.01, LearningRate = 1e-9 } };

        var result = TextClassifierTraining.Fit(turned, [ToyTexts.Labels[1], ToyTexts.Labels[0]], going);
        using var second = result.Classifier;

        Assert.All(first.Score(Held.Texts).Zip(second.Score(Held.Texts)), row => Assert.Equal(row.First[0], row.Second[1], 1e-3f));
        Assert.Contains(result.History, report => report.Message?.Contains("put into the data's", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Fit_FromAModelWithOtherLabels_NamesThoseThatDiffer()
    {
        using var folder = new TemporaryFolder();
        using (var first = TextClassifierTraining.Fit(Train, ToyTexts.Labels, ToyTexts.Options(Strategy.Dense)).Classifier)
            first.Save(folder.Root);
        var going = new EarlyBertOptions { Pretrained = folder.Root, Strategy = Strategy.Dense, MaxTokens = 32, Train = { Epochs = 0.01 } };

        var result = TextClassifierTraining.Fit(Train, ["shrinks", "swells"], going);
        result.Classifier.Dispose();

        Assert.Contains(result.History, report => report.IsWarning && report.Message!.Contains("starts anew: only the data have 'swells', only the model has 'grows'.", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_OneClass_SaysWhich()
    {
        var one = Train with { Labels = [.. Enumerable.Repeat(1, Train.Count)] };

        var fault = Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(one, ToyTexts.Labels, ToyTexts.Options()));

        Assert.Contains("All 640 training rows have the label 'grows'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_BadOptions_NamesEveryFault()
    {
        var options = ToyTexts.Options();
        options.Draw.HeadRatio = 1;
        options.Draw.NeuronRatio = -0.1;
        options.Train.BatchSize = 0;

        var fault = Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(Train, ToyTexts.Labels, options));

        Assert.Contains("Draw.HeadRatio is 1 (allowed: 0 or more, below 1)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Draw.NeuronRatio is -0.1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Train.BatchSize is 0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_TwoHundredSteps_LeavesNoTensorsBehind()
    {
        // Counters belong to the thread, and parameters made in a scope stay counted for good: only growth with the steps matters.
        var few = LiveAfter(1);
        var many = LiveAfter(10);

        Assert.Equal(few, many);

        static long LiveAfter(double epochs)
        {
            var options = ToyTexts.Options();
            options.Train.Epochs = epochs;
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            TextClassifierTraining.Fit(Train, ToyTexts.Labels, options).Classifier.Dispose();
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        }
    }

    private static double Accuracy(TextClassifier classifier) =>
        classifier.Score(Held.Texts).Zip(Held.Labels).Average(row => Array.IndexOf(row.First, row.First.Max()) == row.Second ? 1.0 : 0);

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
