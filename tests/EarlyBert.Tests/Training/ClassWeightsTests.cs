using EarlyBert.Training;
using TorchSharp;

namespace EarlyBert.Tests.Training;

public class ClassWeightsTests
{
    private static readonly string[] Names = ["ham", "spam"];

    [Fact]
    public void For_Balanced_IsScikitLearns()
    {
        // compute_class_weight("balanced", y) of 6, 3 and 1 rows: 10 / (3 * count).
        Assert.Equal([0.55555556f, 1.1111112f, 3.3333333f], ClassWeights.Balanced.For(["a", "b", "c"], [6, 3, 1], 10, severalLabels: false)!);
        Assert.Equal([0.625f, 1, 2.5f], ClassWeights.Balanced.For(["a", "absent", "c"], [8, 0, 2], 10, severalLabels: false)!);
    }

    [Fact]
    public void For_BalancedSeveralLabels_IsAbsencesToPresences() =>
        Assert.Equal([1f, 9, 1, 1], ClassWeights.Balanced.For(["a", "b", "never", "always"], [5, 1, 0, 10], 10, severalLabels: true)!);

    [Fact]
    public void For_Explicit_IsInTheLabelsOrder()
    {
        Assert.Equal([1f, 5], ClassWeights.Parse("spam=5,ham=1").For(Names, [1, 1], 2, severalLabels: false)!);
        Assert.Null(ClassWeights.None.For(Names, [1, 1], 2, severalLabels: false));
    }

    [Theory]
    [InlineData("spma=5,ham=1", "names 'spma', which the data do not have (allowed: 'ham', 'spam')")]
    [InlineData("spam=5", "has no number for 'ham'")]
    public void For_NamesDoNotFit_NamesThem(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<EarlyBertException>(() => ClassWeights.Parse(text).For(Names, [1, 1], 2, severalLabels: false)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("even")]
    [InlineData("spam=5,spam=1")]
    [InlineData("spam=much")]
    [InlineData("=1")]
    [InlineData("")]
    public void Parse_NoneOfTheForms_SaysWhatIs(string text) =>
        Assert.Contains("says no class weights", Assert.Throws<EarlyBertException>(() => ClassWeights.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("spam=-5,ham=1", "Train.ClassWeights of 'spam' is -5 (allowed: above 0")]
    [InlineData("spam=0,ham=1", "Train.ClassWeights of 'spam' is 0 (allowed: above 0")]
    [InlineData("spam=NaN,ham=1", "Train.ClassWeights of 'spam' is NaN")]
    public void Validate_WeightOutOfRange_NamesIt(string text, string reason)
    {
        var options = new EarlyBertOptions();
        options.Train.ClassWeights = ClassWeights.Parse(text);

        Assert.Contains(reason, Assert.Throws<EarlyBertException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("balanced")]
    [InlineData("spam=2.5,a=b=1")]
    public void Clone_AnyForm_KeepsIt(string text)
    {
        var options = new EarlyBertOptions();
        options.Train.ClassWeights = ClassWeights.Parse(text);

        Assert.Equal(text, options.Clone().Train.ClassWeights.ToString());
    }

    [Fact]
    public void Loss_Weighted_IsTheMeanByWeight()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new float[] { 2, 0, 0, 1, 1, 1 }, [3, 2]);
        var labels = torch.tensor(new long[] { 0, 1, 1 });

        // Losses of the rows: ln(1 + e^-2), ln(1 + e^-1), ln 2; by hand (1·a + 5·b + 5·c) / 11.
        var byHand = (Math.Log(1 + Math.Exp(-2)) + (5 * Math.Log(1 + Math.Exp(-1))) + (5 * Math.Log(2))) / 11;
        Assert.Equal(byHand, TaskHead.WeightedClassification([1, 5]).Loss(logits, labels).item<float>(), 1e-6);
        Assert.Equal((Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(-1)) + Math.Log(2)) / 3, TaskHead.WeightedClassification(null).Loss(logits, labels).item<float>(), 1e-6);
    }

    [Fact]
    public void Fit_SkewedClasses_WeightsRaiseTheRareClassesRecall()
    {
        // Of the texts with a whale every third is of the rare class, of the others none: without weights the rare class is never the likelier one.
        var texts = Enumerable.Range(0, 600).Select(row => row % 5 == 0 ? $"the whale met number {row % 7}" : $"the mouse met number {row % 7}").ToArray();
        var rows = new LabelledTexts(texts, null, [.. Enumerable.Range(0, 600).Select(row => row % 15 == 0 ? 1 : 0)]);

        var plain = Recall(ClassWeights.None);
        var balanced = Recall(ClassWeights.Balanced);

        Assert.Equal((0, 1), (plain, balanced));

        double Recall(ClassWeights weights)
        {
            var options = ToyTexts.Options(Strategy.Dense);
            options.Train.Epochs = 3;
            options.Train.ClassWeights = weights;
            using var classifier = TextClassifierTraining.Fit(rows, ToyTexts.Labels, options).Classifier;
            return classifier.Score(rows.Texts).Zip(rows.Labels).Where(row => row.Second == 1).Average(row => row.First[1] > row.First[0] ? 1.0 : 0);
        }
    }
}
