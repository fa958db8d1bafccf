using System.Text.Json;
using EarlyBert.Tasks;
using EarlyBert.Weights;

namespace EarlyBert.Tests;

public class TextRegressorTrainingTests
{
    private static readonly ScoredTexts Train = ToyScores.Make(640, seed: 1);
    private static readonly ScoredTexts Held = ToyScores.Make(200, seed: 2);

    [Fact]
    public void Fit_EarlyBird_LearnsDrawsPrunesAndFolds()
    {
        var options = ToyTexts.Options();
        options.Train.Epochs = 8;

        var result = TextRegressorTraining.Fit(Train, options, Held);

        using var regressor = result.Regressor;
        var scores = RegressionMetrics.Compute(Held.Scores, regressor.Score(Held.Texts), RegressionMetrics.Names);
        Assert.True(scores["pearson"] > 0.95, $"pearson {scores["pearson"]}");
        Assert.Equal([1, 1], result.Ticket!.KeptHeads.Select(heads => heads.Count));
        Assert.Equal(result.Ticket.KeptNeurons, regressor.Config.KeptNeurons);
        Assert.Equal((4, 4 + 160), (result.Ticket.Step, result.Steps));
        var last = result.History.Last(report => report.Metrics is not null);
        Assert.Equal(["pearson", "spearman", "mean_squared_error"], last.Metrics!.Keys);
        Assert.Equal(scores["pearson"], last.Metrics["pearson"], 1e-5);
    }

    [Fact]
    public void Fit_SameSeed_SameBits()
    {
        Assert.Equal(Bytes(5), Bytes(5));
        Assert.NotEqual(Bytes(5), Bytes(6));

        static byte[] Bytes(int seed)
        {
            var options = ToyTexts.Options();
            options.Seed = seed;
            options.Train.Epochs = 0.2;
            using var regressor = TextRegressorTraining.Fit(Train, options).Regressor;
            using var stream = new MemoryStream();
            regressor.Write(stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public void SaveAndLoad_FolderStreamAndMemory_ScoreTheSameBits()
    {
        using var regressor = Quick(ToyScores.Make(64, seed: 3, pairs: true));
        using var folder = new TemporaryFolder();
        regressor.Save(folder.Root);
        using var stream = new MemoryStream();
        regressor.Write(stream);
        stream.Position = 0;
        using var parts = HuggingFaceFolder.Load(folder.Root);
        using var fromFolder = TextRegressor.Load(folder.Root);
        using var fromStream = TextRegressor.Read(stream, "the stream");
        using var fromMemory = TextRegressor.From(parts);
        using var opened = TrainedBert.Open(folder.Root);

        var held = ToyScores.Make(50, seed: 4, pairs: true);
        var expected = regressor.Score(held.Texts, held.Pairs);

        foreach (var loaded in new[] { fromFolder, fromStream, fromMemory, Assert.IsType<TextRegressor>(opened) })
            Assert.Equal(expected, loaded.Score(held.Texts, held.Pairs));
        Assert.All(regressor.Score(held.Texts, held.Pairs, batchSize: 7).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        Assert.Equal(regressor.Embed(held.Texts), fromFolder.Embed(held.Texts));
    }

    [Fact]
    public void Save_Folder_SaysWhatHuggingFaceReads()
    {
        using var regressor = Quick();
        using var folder = new TemporaryFolder();
        regressor.Save(folder.Root);

        var config = JsonDocument.Parse(File.ReadAllText(folder.PathOf("config.json"))).RootElement;

        Assert.Equal("BertForSequenceClassification", Assert.Single(config.GetProperty("architectures").EnumerateArray()).GetString());
        Assert.Equal("regression", config.GetProperty("problem_type").GetString());
        Assert.Equal(1, config.GetProperty("num_labels").GetInt32());
        Assert.Equal("""{"0":"LABEL_0"}""", JsonSerializer.Serialize(config.GetProperty("id2label")));
        Assert.Equal("""{"LABEL_0":0}""", JsonSerializer.Serialize(config.GetProperty("label2id")));
    }

    [Theory]
    [InlineData("problem_type")]
    [InlineData("problem_type", "num_labels")]
    [InlineData("problem_type", "num_labels", "id2label", "label2id")]
    public void Load_FolderThatSaysLess_IsKnownByItsOneOutput(params string[] absent)
    {
        using var regressor = Quick();
        using var folder = new TemporaryFolder();
        regressor.Save(folder.Root);
        var config = JsonDocument.Parse(File.ReadAllText(folder.PathOf("config.json"))).RootElement;
        File.WriteAllText(folder.PathOf("config.json"), JsonSerializer.Serialize(config.EnumerateObject().Where(entry => !absent.Contains(entry.Name)).ToDictionary(entry => entry.Name, entry => entry.Value)));

        using var loaded = TrainedBert.Open(folder.Root);

        Assert.Equal(regressor.Score(Held.Texts), Assert.IsType<TextRegressor>(loaded).Score(Held.Texts));
        Assert.True(loaded.Config.IsRegression);
    }

    [Fact]
    public void Load_ModelOfAnotherTask_SaysWhichItIs()
    {
        using var folder = new TemporaryFolder();
        var options = ToyTexts.Options(Strategy.Dense);
        options.Train.Epochs = 0.1;
        using var classifier = TextClassifierTraining.Fit(ToyTexts.Make(64, seed: 1), ToyTexts.Labels, options).Classifier;
        classifier.Save(folder.Root);

        Assert.Contains("tells 2 classes apart (shrinks, grows)", Assert.Throws<EarlyBertException>(() => TextRegressor.Load(folder.Root)).Message, StringComparison.Ordinal);
        Assert.IsType<TextClassifier>(TrainedBert.Open(folder.Root)).Dispose();
    }

    [Fact]
    public void Load_RegressorAsClassifier_IsABareEncoder()
    {
        using var regressor = Quick();
        using var folder = new TemporaryFolder();
        regressor.Save(folder.Root);

        using var encoder = TextClassifier.Load(folder.Root);

        Assert.Empty(encoder.Labels);
        Assert.Equal(regressor.Embed(Held.Texts), encoder.Embed(Held.Texts));
        Assert.Contains("bare encoder", Assert.Throws<EarlyBertException>(() => encoder.Score(Held.Texts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FromARegressor_KeepsItsHeadAndAClassifierDoesNot()
    {
        using var regressor = Quick();
        using var folder = new TemporaryFolder();
        regressor.Save(folder.Root);
        using var parts = HuggingFaceFolder.Load(folder.Root);
        var options = new EarlyBertOptions { Strategy = Strategy.Dense, MaxTokens = 32, Train = { Epochs = 0.01, LearningRate = 1e-12 } };

        using var again = TextRegressorTraining.Fit(Train, options, pretrained: parts).Regressor;
        using var classifier = TextClassifierTraining.Fit(ToyTexts.Make(64, seed: 1), ToyTexts.Labels, options, pretrained: parts).Classifier;

        Assert.All(regressor.Score(Held.Texts).Zip(again.Score(Held.Texts)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Equal((false, null), (classifier.Config.IsRegression, classifier.Config.ProblemType));
        Assert.Equal(ToyTexts.Labels, classifier.Labels);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Fit_ScoreThatIsNoNumber_NamesTheRow(float score)
    {
        var scores = Train.Scores.ToArray();
        scores[6] = score;

        var fault = Assert.Throws<EarlyBertException>(() => TextRegressorTraining.Fit(Train with { Scores = scores }, ToyTexts.Options()));

        Assert.Contains("training row 7 has the score", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoRows_SaysSo()
    {
        var fault = Assert.Throws<EarlyBertException>(() => TextRegressorTraining.Fit(new ScoredTexts([], null, []), ToyTexts.Options()));

        Assert.Contains("no training rows", fault.Message, StringComparison.Ordinal);
    }

    private static TextRegressor Quick(ScoredTexts? rows = null)
    {
        var options = ToyTexts.Options();
        options.Train.Epochs = 0.2;
        return TextRegressorTraining.Fit(rows ?? Train, options).Regressor;
    }
}
