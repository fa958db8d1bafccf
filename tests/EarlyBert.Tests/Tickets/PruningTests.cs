using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Tickets;

public class PruningTests
{
    private static readonly BertConfig Pruned = GoldenModel.Config with
    {
        KeptHeads = Kept("kept_heads"),
        KeptNeurons = Kept("kept_neurons"),
    };

    [Fact]
    public void Prune_RecordedUnits_GivesTheRecordedWeights()
    {
        var expected = GoldenModel.Read("08-pruning/pruned-weights.safetensors");

        var weights = StructuredPruning.Prune(GoldenModel.Read("01-classification/weights.safetensors"), Pruned);

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), weights.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, weight) in weights)
            Assert.True(expected[name].bytes.SequenceEqual(weight.bytes), name);
    }

    [Fact]
    public void PrunedModel_Forward_EqualsZeroedCoefficients()
    {
        var weights = GoldenModel.Read("01-classification/weights.safetensors");
        using var narrow = Load(StructuredPruning.Prune(weights, Pruned), Pruned, coefficients: true);
        using var whole = Load(weights, GoldenModel.Config, coefficients: true);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Zero(whole.Bert.HeadCoefficients, Pruned.KeptHeads!);
        Zero(whole.Bert.NeuronCoefficients, Pruned.KeptNeurons!);
        var input = GoldenModel.Batch().Input;

        var recorded = GoldenModel.Read("08-pruning/outputs.safetensors");
        GoldenModel.AssertClose(recorded["logits.pruned"], narrow.call(input), "pruned");
        GoldenModel.AssertClose(recorded["logits.zeroed_coefficients"], whole.call(input), "zeroed");
    }

    [Fact]
    public void PrunedModel_Backward_GivesTheRecordedGradients()
    {
        using var model = Load(GoldenModel.Read("08-pruning/pruned-weights.safetensors"), Pruned, coefficients: true);
        using var scope = NewDisposeScope();

        GoldenModel.Loss(model, GoldenModel.Batch()).backward();
        new SlimmingCoefficients(model.Bert).AddPenaltyGradients(1e-4, 1e-4);

        var expected = GoldenModel.Read("08-pruning/pruned-gradients.safetensors");
        foreach (var (name, parameter) in model.named_parameters())
            GoldenModel.AssertClose(expected[name], parameter.grad ?? zeros_like(parameter), name);
    }

    [Fact]
    public void Fold_RecordedModel_GivesTheRecordedMatricesAndLogits()
    {
        var folded = CoefficientFolding.Fold(GoldenModel.Read("01-classification/weights.safetensors"));
        using var model = Load(folded, GoldenModel.Config, coefficients: false);
        using var scope = NewDisposeScope();

        foreach (var (name, matrix) in GoldenModel.Read("08-pruning/folded-weights.safetensors"))
            GoldenModel.AssertClose(matrix, folded[name], name);
        GoldenModel.AssertClose(GoldenModel.Read("08-pruning/outputs.safetensors")["logits.folded"], model.call(GoldenModel.Batch().Input), "folded");
    }

    [Fact]
    public void Fold_PrunedModel_GivesTheRecordedLogits()
    {
        var folded = CoefficientFolding.Fold(GoldenModel.Read("08-pruning/pruned-weights.safetensors"));
        using var model = Load(folded, Pruned, coefficients: false);
        using var scope = NewDisposeScope();

        GoldenModel.AssertClose(GoldenModel.Read("08-pruning/outputs.safetensors")["logits.pruned_and_folded"], model.call(GoldenModel.Batch().Input), "pruned and folded");
    }

    [Fact]
    public void Ticket_AnotherShape_IsRefusedWithBothShapes()
    {
        var ticket = TicketDrawing.Draw(GoldenModel.Config, [[1, 2, 3], [1, 2, 3]], [Ramp(37), Ramp(37)], new DrawOptions());

        var fault = Assert.Throws<EarlyBertException>(() => ticket.Prune(BertConfig.FromName("tiny")));

        Assert.Contains("2 layers with 3 heads and 37 neurons", fault.Message, StringComparison.Ordinal);
        Assert.Contains("2 layers with 2 heads and 512 neurons", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prune_PrunedModel_EqualsPruningTheUnprunedOne()
    {
        var weights = GoldenModel.Read("01-classification/weights.safetensors");
        var ticket = SecondTicket();

        var twice = StructuredPruning.Prune(StructuredPruning.Prune(weights, Pruned), ticket.Prune(Pruned), Pruned);
        var once = StructuredPruning.Prune(weights, ticket.Prune(GoldenModel.Config));

        Assert.Equal(ticket.Prune(GoldenModel.Config).KeptNeurons, ticket.Prune(Pruned).KeptNeurons);
        Assert.True(ticket.KeptNeurons.Sum(layer => layer.Count) < Pruned.KeptNeurons!.Sum(layer => layer.Count));
        foreach (var (name, weight) in once)
            Assert.True(weight.bytes.SequenceEqual(twice[name].bytes), name);
    }

    [Fact]
    public void PrunedTwice_Forward_EqualsZeroedCoefficients()
    {
        var weights = GoldenModel.Read("01-classification/weights.safetensors");
        var narrowest = SecondTicket().Prune(Pruned);
        using var narrow = Load(StructuredPruning.Prune(StructuredPruning.Prune(weights, Pruned), narrowest, Pruned), narrowest, coefficients: true);
        using var whole = Load(weights, GoldenModel.Config, coefficients: true);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Zero(whole.Bert.HeadCoefficients, narrowest.KeptHeads!);
        Zero(whole.Bert.NeuronCoefficients, narrowest.KeptNeurons!);
        var input = GoldenModel.Batch().Input;

        GoldenModel.AssertClose(whole.call(input), narrow.call(input), "pruned twice");
    }

    [Fact]
    public void Ticket_UnitsThatTheModelLost_AreNamedByLayer()
    {
        var lost = Enumerable.Range(0, 37).Except(Pruned.KeptNeurons![1]).First();
        var ticket = SecondTicket() with { KeptNeurons = [[Pruned.KeptNeurons[0][0]], [lost]] };

        var fault = Assert.Throws<EarlyBertException>(() => ticket.Prune(Pruned));

        Assert.Contains($"layer 1 has no neuron {lost})", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("layer 0", fault.Message, StringComparison.Ordinal);
        Assert.Equal([lost], ticket.Prune(GoldenModel.Config).KeptNeurons![1]);
    }

    /// <summary>Drawn from the model that the first ticket left.</summary>
    private static EarlyBirdTicket SecondTicket() => RandomTicket.Draw(Pruned, new DrawOptions { HeadRatio = 0.5, NeuronRatio = 0.5 }, seed: 3);

    private static float[] Ramp(int length) => [.. Enumerable.Range(0, length).Select(i => 1f + i)];

    private static int[][] Kept(string name) =>
        [.. GoldenData.Settings("08-pruning").GetProperty(name).EnumerateObject().Select(layer => layer.Value.EnumerateArray().Select(unit => unit.GetInt32()).ToArray())];

    private static BertForSequenceClassification Load(IReadOnlyDictionary<string, Tensor> weights, BertConfig config, bool coefficients)
    {
        var model = new BertForSequenceClassification(config, coefficients);
        StateDict.Load(model, weights, "the test's weights");
        model.train();
        return model;
    }

    private static void Zero(IReadOnlyList<Tensor> coefficients, IReadOnlyList<IReadOnlyList<int>> kept)
    {
        for (var layer = 0; layer < coefficients.Count; layer++)
        {
            var flat = coefficients[layer].reshape(-1);
            for (var unit = 0; unit < flat.shape[0]; unit++)
            {
                if (!kept[layer].Contains(unit))
                    flat.narrow(0, unit, 1).zero_();
            }
        }
    }
}
