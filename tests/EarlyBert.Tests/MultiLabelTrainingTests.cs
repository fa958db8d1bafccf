using System.Text.Json.Nodes;
using EarlyBert.Bert;
using EarlyBert.Tasks;
using EarlyBert.Training;
using TorchSharp;

namespace EarlyBert.Tests;

public class MultiLabelTrainingTests
{
    private static readonly MultiLabelTexts Train = ToyTopics.Make(480, seed: 1);
    private static readonly MultiLabelTexts Held = ToyTopics.Make(160, seed: 2);

    private static EarlyBertOptions Options()
    {
        var options = ToyTexts.Options();
        options.Train.Epochs = 6;
        return options;
    }

    [Fact]
    public void Loss_SeveralLabels_IsTheMeanBinaryCrossEntropy()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new float[] { 2, -1, 0, 1 }, [2, 2]);
        var labels = torch.tensor(new float[] { 1, 0, 0, 1 }, [2, 2]);

        // -ln σ(2), -ln σ(1), ln 2, -ln σ(1); a presence of the first label counts threefold.
        var (two, one) = (Math.Log(1 + Math.Exp(-2)), Math.Log(1 + Math.Exp(-1)));
        Assert.Equal((two + one + Math.Log(2) + one) / 4, TaskHead.MultiLabelClassification().Loss(logits, labels).item<float>(), 1e-6);
        Assert.Equal(((3 * two) + one + Math.Log(2) + one) / 4, TaskHead.MultiLabelClassification([3, 1]).Loss(logits, labels).item<float>(), 1e-6);
    }

    [Fact]
    public void Fit_EarlyBird_LearnsAndIsSavedAsHuggingFaceReadsIt()
    {
        var options = Options();
        options.Thresholds = LabelThresholds.BestF1;
        var result = TextClassifierTraining.Fit(Train, ToyTopics.Labels, options, Held);
        using var classifier = result.Classifier;
        using var folder = new TemporaryFolder();
        classifier.Save(folder.Root);
        using var stream = new MemoryStream();
        classifier.Write(stream);
        stream.Position = 0;
        using var fromFolder = TextClassifier.Load(folder.Root);
        using var fromStream = TextClassifier.Read(stream, "the stream");

        var scores = classifier.Score(Held.Texts);
        var metrics = MultiLabelMetrics.Compute(Held.Labels, [.. scores.Select(row => classifier.LabelsOf(row))], 3);
        Assert.True(metrics["micro_f1"] > 0.95, $"micro F1 {metrics["micro_f1"]}");
        Assert.True(classifier.IsMultiLabel && result.Ticket is not null);
        Assert.Contains(scores, row => row.Sum() > 1.5);
        var last = result.History.Last(report => report.Metrics is not null).Metrics!;
        Assert.True(last["micro_f1"] > 0.9);
        Assert.Equal(["micro_f1", "macro_f1", "subset_accuracy", "hamming_loss"], last.Keys);

        Assert.Equal(scores, fromFolder.Score(Held.Texts));
        Assert.Equal(scores, fromStream.Score(Held.Texts));
        Assert.Equal(classifier.Thresholds, fromFolder.Thresholds);
        Assert.Equal(classifier.Thresholds, fromStream.Thresholds);
        var config = JsonNode.Parse(File.ReadAllText(folder.PathOf("config.json")))!;
        Assert.Equal("multi_label_classification", (string?)config["problem_type"]);
        Assert.Equal("BertForSequenceClassification", (string?)config["architectures"]![0]);
        Assert.Equal("bird", (string?)config["id2label"]!["1"]);
    }

    [Fact]
    public void Fit_SameModelWithOneClassARow_StartsTheHeadAnew()
    {
        using var folder = new TemporaryFolder();
        using (var classifier = TextClassifierTraining.Fit(Train, ToyTopics.Labels, ToyTexts.Options(Strategy.Dense)).Classifier)
            classifier.Save(folder.Root);
        var options = new EarlyBertOptions { Pretrained = folder.Root, Strategy = Strategy.Dense, Train = { Epochs = 0.1 } };

        using var single = TextClassifierTraining.Fit(new LabelledTexts(Train.Texts, null, [.. Train.Labels.Select(labels => labels.Count > 0 ? labels[0] : 0)]), ToyTopics.Labels, options).Classifier;

        Assert.False(single.IsMultiLabel);
        Assert.Equal(1, single.Score(["today a wolf came by"])[0].Sum(), 1e-5f);
    }

    [Fact]
    public void Thresholds_Set_DecideAndAreChecked()
    {
        using var classifier = TextClassifierTraining.Fit(Train, ToyTopics.Labels, ToyTexts.Options(Strategy.Dense)).Classifier;

        Assert.Equal([0.5f, 0.5f, 0.5f], classifier.Thresholds);
        classifier.Thresholds = [0.1f, 0.9f, 0.5f];
        Assert.Equal([0, 2], classifier.LabelsOf([0.1f, 0.89f, 0.5f]));
        Assert.Contains("one above 0 and below 1 for each of the 3 labels", Assert.Throws<EarlyBertException>(() => classifier.Thresholds = [0.5f, 1, 0.5f]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.3", "0.3,0.3,0.3")]
    [InlineData("fish=0.2,bird=0.6,mammal=0.4", "0.2,0.6,0.4")]
    public void Fit_ThresholdsGiven_KeepsThem(string thresholds, string expected)
    {
        var options = ToyTexts.Options(Strategy.Dense);
        options.Thresholds = LabelThresholds.Parse(thresholds);
        options.Train.Epochs = 0.1;

        var result = TextClassifierTraining.Fit(Train, ToyTopics.Labels, options);
        using var classifier = result.Classifier;

        Assert.Equal(expected, string.Join(',', classifier.Thresholds.Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal(thresholds, result.Options.Thresholds.ToString());
    }

    [Theory]
    [InlineData("best-f1", "no validation set")]
    [InlineData("fish=0.5,brid=0.5,mammal=0.5", "names 'brid'")]
    [InlineData("1.5", "Thresholds is 1.5 (allowed: above 0, below 1)")]
    public void Fit_ThresholdsThatCannotBe_SaysWhy(string thresholds, string reason)
    {
        var options = ToyTexts.Options();
        options.Thresholds = LabelThresholds.Parse(thresholds);

        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(Train, ToyTopics.Labels, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoLabelAnywhere_SaysSo() =>
        Assert.Contains("None of the 2 training rows has a label", Assert.Throws<EarlyBertException>(() => TextClassifierTraining.Fit(new MultiLabelTexts(["a", "b"], null, [[], []]), ToyTopics.Labels, ToyTexts.Options())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"multi_label_classification\"", "[0.5, 0.5]", "label_thresholds are 2 numbers")]
    [InlineData("\"multi_label_classification\"", "[0.5, 0, 0.5]", "label_thresholds are 3 numbers")]
    [InlineData("null", "[0.5, 0.5, 0.5]", "label_thresholds are 3 numbers")]
    [InlineData("\"several\"", "null", "problem_type is several")]
    public void FromJson_ThresholdsOrTypeDoNotFit_SaysSo(string type, string thresholds, string reason)
    {
        var json = $$"""{"problem_type": {{type}}, "label_thresholds": {{thresholds}}, "id2label": {"0": "fish", "1": "bird", "2": "mammal"} }""";

        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => BertConfig.FromJson(json, "config.json")).Message, StringComparison.Ordinal);
    }
}
