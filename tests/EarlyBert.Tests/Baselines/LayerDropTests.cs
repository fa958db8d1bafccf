using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Baselines;

public class LayerDropTests
{
    [Theory]
    [InlineData(12, 1.0 / 3, new[] { 0, 1, 3, 4, 6, 7, 9, 10 })]
    [InlineData(24, 0.5, new[] { 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22 })]
    [InlineData(4, 1.0 / 3, new[] { 0, 1, 2 })]
    [InlineData(2, 1.0 / 3, new[] { 0 })]
    [InlineData(2, 0.9, new[] { 0 })]
    [InlineData(1, 0.9, new[] { 0 })]
    [InlineData(3, 0.0, new[] { 0, 1, 2 })]
    public void Kept_Ratio_LeavesEvenlySpacedLayersOut(int layers, double ratio, int[] kept) => Assert.Equal(kept, new LayerDrop(layers, ratio, 1).Kept);

    [Fact]
    public void Skips_InTraining_IsByChanceAtTheShareThatGoes()
    {
        var drop = new LayerDrop(12, 1.0 / 3, 7);

        var skipped = Enumerable.Range(0, 12_000).Count(call => drop.Skips(call % 12, training: true));

        Assert.InRange(skipped / 12_000.0, 0.32, 0.35);
    }

    [Fact]
    public void Train_LayersLeftOut_GiveWhatTheSkippingNetworkGave()
    {
        var config = GoldenModel.Config with { NumHiddenLayers = 3 };
        using var model = new BertForSequenceClassification(config);
        model.eval();
        using var scope = NewDisposeScope();
        var drop = new LayerDrop(3, 1.0 / 3, 1);
        model.Bert.LayerDrop = drop;
        var batch = GoldenModel.Batch().Input;
        using var guard = no_grad();
        var skipping = model.call(batch);

        using var pruned = new BertForSequenceClassification(LayerDropTraining.Shape(config, drop.Kept));
        StateDict.Load(pruned, LayerDropTraining.Weights(StateDict.Copy(model), drop.Kept), "the layers that stay");
        pruned.eval();

        Assert.Equal([0, 1], drop.Kept);
        GoldenModel.AssertClose(skipping, pruned.call(batch), "logits");
    }

    [Fact]
    public void Forward_EveryLayerSkipped_StillReadsTheFirstToken()
    {
        using var model = new BertForSequenceClassification(GoldenModel.Config);
        model.train();
        using var scope = NewDisposeScope();
        model.Bert.LayerDrop = new LayerDrop(2, 0.5, 1);

        for (var call = 0; call < 20; call++)
            Assert.Equal([4L, 3], model.call(GoldenModel.Batch().Input).shape);
    }
}
