using EarlyBert.Tickets;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights;

public class BuiltInModelTests
{
    [Fact]
    public void Load_Always_GivesAPrunedModelWithItsHeads()
    {
        using var model = BuiltInModel.Load();

        Assert.Equal((2, 256), (model.Config.NumHiddenLayers, model.Config.HiddenSize));
        Assert.Equal(model.Config.VocabSize, model.Vocabulary.Count);
        Assert.NotNull(model.Config.KeptHeads);
        Assert.True(model.LowerCase);
        Assert.All(model.Tensors.Values, tensor => Assert.Equal(ScalarType.Float32, tensor.dtype));
        Assert.Contains("cls.predictions.bias", model.Tensors.Keys);
    }

    [Fact]
    public void Fit_NothingNamed_StartsFromIt()
    {
        var options = new EarlyBertOptions { MaxTokens = 32, Train = { Epochs = 0.2 }, Search = { Schedule = DrawSchedule.AtFraction(0.1) } };
        var result = TextClassifierTraining.Fit(ToyTexts.Make(200, seed: 1), ToyTexts.Labels, options);
        using var classifier = result.Classifier;
        using var builtIn = BuiltInModel.Load();

        Assert.Equal(builtIn.Vocabulary.Sha256, classifier.Vocabulary.Sha256);
        Assert.Equal(3e-4, result.Options.Train.LearningRate);
        Assert.All(result.Ticket!.KeptHeads.Zip(builtIn.Config.KeptHeads!), layer => Assert.Subset(layer.Second.ToHashSet(), layer.First.ToHashSet()));
    }
}
