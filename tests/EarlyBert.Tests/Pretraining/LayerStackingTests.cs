using EarlyBert.Pretraining;
using EarlyBert.Weights;

namespace EarlyBert.Tests.Pretraining;

public sealed class LayerStackingTests
{
    [Fact]
    public void Stack_PrunedModel_RepeatsItsLayersInOrder()
    {
        using var shallow = BuiltInModel.Load();
        var given = shallow.Config.NumHiddenLayers;

        using var deep = LayerStacking.Stack(shallow, (2 * given) + 1);

        Assert.Equal((2 * given) + 1, deep.Config.NumHiddenLayers);
        for (var layer = 0; layer <= 2 * given; layer++)
        {
            Assert.Equal(shallow.Config.KeptHeads![layer % given], deep.Config.KeptHeads![layer]);
            Assert.Equal(shallow.Config.KeptNeurons![layer % given], deep.Config.KeptNeurons![layer]);
            foreach (var (name, tensor) in shallow.Tensors.Where(pair => pair.Key.Contains($".layer.{layer % given}.", StringComparison.Ordinal)))
                Assert.True(tensor.bytes.SequenceEqual(deep.Tensors[name.Replace($".layer.{layer % given}.", $".layer.{layer}.", StringComparison.Ordinal)].bytes), $"{name} at layer {layer}");
        }

        Assert.Equal(shallow.ParameterCount - shallow.EncoderParameterCount, deep.ParameterCount - deep.EncoderParameterCount);
        Assert.Equal(shallow.Tensors.Keys.Where(name => !name.Contains(".layer.", StringComparison.Ordinal)), deep.Tensors.Keys.Where(name => !name.Contains(".layer.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(2)]
    [InlineData(4_000)]
    public void Stack_NumberThatCannotBe_SaysWhatIsAllowed(int layers)
    {
        using var shallow = BuiltInModel.Load();
        var fault = Assert.Throws<EarlyBertException>(() => LayerStacking.Stack(shallow, layers));
        Assert.Contains(layers > 1024 ? "1 to 1024" : $"allowed: {shallow.Config.NumHiddenLayers + 1} or more", fault.Message, StringComparison.Ordinal);
    }
}
