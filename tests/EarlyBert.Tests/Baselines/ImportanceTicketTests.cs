using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Baselines;

public class ImportanceTicketTests
{
    [Fact]
    public void Draw_UnitsWithoutEffect_GoFirst()
    {
        using var model = BuiltInModel.Load();
        using (no_grad())
        {
            // A unit whose columns are zero leaves the loss as it is, whatever its coefficient.
            model.Tensors["bert.encoder.layer.0.attention.output.dense.weight"].narrow(1, 64, 64).zero_();
            model.Tensors["bert.encoder.layer.1.attention.output.dense.weight"].narrow(1, 0, 64).zero_();
            model.Tensors["bert.encoder.layer.0.output.dense.weight"].narrow(1, 100, 50).zero_();

            // None of the others sleeps at these texts: its effect would be zero too.
            foreach (var (_, inward) in model.Tensors.Where(pair => pair.Key.Contains("intermediate.dense.", StringComparison.Ordinal)))
                inward.mul_(0.1);
        }

        var options = ToyTexts.Options(Strategy.Importance);
        options.Scratch = null;
        options.Search.LearningRate = 1e-12; // Measured at the weights as they are.
        options.Train.Epochs = 0.1;
        options.Draw.NeuronRatio = 50.0 / model.Config.KeptNeurons!.Sum(layer => layer.Count);
        var result = TextClassifierTraining.Fit(ToyTexts.Make(64, seed: 1), ToyTexts.Labels, options, pretrained: model);
        using var classifier = result.Classifier;

        var ticket = result.Ticket!;
        var (heads, neurons) = (model.Config.KeptHeads!, model.Config.KeptNeurons!);
        Assert.Equal("importance", ticket.Schedule);
        Assert.Equal([heads[0][1]], heads[0].Except(ticket.KeptHeads[0]));
        Assert.Equal([heads[1][0]], heads[1].Except(ticket.KeptHeads[1]));
        Assert.Equal(neurons[0].Skip(100).Take(50), neurons[0].Except(ticket.KeptNeurons[0]));
        Assert.Equal(neurons[1], ticket.KeptNeurons[1]);
    }
}
