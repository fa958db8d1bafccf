using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Baselines;

public class MagnitudeTicketTests
{
    private static readonly BertConfig Config = new() { VocabSize = 10, HiddenSize = 12, NumHiddenLayers = 2, NumAttentionHeads = 3, IntermediateSize = 5, Labels = ["a", "b"] };

    [Fact]
    public void Draw_UnitsMadeSmall_GoFirst()
    {
        using var model = new BertForSequenceClassification(Config);
        var weights = StateDict.Of(model).ToDictionary(pair => pair.Key, pair => pair.Value);
        using (no_grad())
        {
            foreach (var weight in weights.Values)
                weight.fill_(1);
            Rows(0, "attention.self.key", 4, 4).mul_(0.5);      // head 1 of layer 0
            Rows(1, "attention.self.value", 8, 4).mul_(0.5);    // head 2 of layer 1
            Rows(0, "intermediate.dense", 3, 1).mul_(0.5);      // neuron 3 of layer 0
            weights["bert.encoder.layer.0.output.dense.weight"].narrow(1, 0, 1).mul_(0.9); // neuron 0 of layer 0
            weights["bert.encoder.layer.1.output.dense.weight"].narrow(1, 4, 1).mul_(0.8); // neuron 4 of layer 1
        }

        var ticket = MagnitudeTicket.Draw(Config, weights, new DrawOptions { HeadRatio = 1.0 / 3, NeuronRatio = 0.3 });

        Assert.Equal([[0, 2], [0, 1]], ticket.KeptHeads);
        Assert.Equal([[1, 2, 4], [0, 1, 2, 3]], ticket.KeptNeurons);
        Assert.Equal(("magnitude", 0), (ticket.Schedule, ticket.Step));

        Tensor Rows(int layer, string name, long start, long count) => weights[$"bert.encoder.layer.{layer}.{name}.weight"].narrow(0, start, count);
    }
}
