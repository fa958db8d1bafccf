using EarlyBert.Bert;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Bert;

public sealed class FastWidthTests : IDisposable
{
    private static readonly BertConfig Config = new() { VocabSize = 13, HiddenSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 13, MaxPositionEmbeddings = 32 };

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(128, 13, 16)]
    [InlineData(127, 13, 13)]
    [InlineData(128, 16, 16)]
    public void Linear_ManyTokensAndAnOddWidth_HasZerosBehind(int tokens, int width, int expected)
    {
        var (input, weight, bias) = (randn(tokens, 8), randn(width, 8), randn(width));

        var output = FastWidth.Linear(input, weight, bias);

        Assert.Equal([tokens, expected], output.shape);
        Assert.True(output.narrow(1, 0, width).allclose(nn.functional.linear(input, weight, bias), atol: 1e-6));
        Assert.Equal(0, output.narrow(1, width, expected - width).abs().sum().item<float>());
    }

    [Fact]
    public void Layer_OddWidth_HasTheSameOutputsAndGradientsWithManyTokensAsWithFew()
    {
        var layer = new BertLayer(Config, layer: 0, coefficients: true, new DropoutMasks(0));
        layer.eval();

        AssertSame(layer, randn(8, 32, 8), part => layer.Forward(part, mask: null, read: null));
    }

    [Fact]
    public void Decoder_OddVocabulary_HasTheSameOutputsAndGradientsWithManyTokensAsWithFew()
    {
        var (decoder, embeddings) = (new BertLMPredictionHead(Config), randn(13, 8));

        AssertSame(decoder, randn(256, 8), part => decoder.Forward(part, embeddings));
    }

    /// <summary>256 tokens at once, and 32 at a time.</summary>
    private static void AssertSame(nn.Module module, Tensor input, Func<Tensor, Tensor> forward)
    {
        var pull = randn(forward(input).shape);
        var (together, apart) = (Run([input]), Run(input.chunk(8)));

        Assert.Equal(apart.Output.shape, together.Output.shape);
        Assert.True(together.Output.allclose(apart.Output, atol: 1e-5));
        Assert.All(together.Gradients.Zip(apart.Gradients), pair => Assert.True(pair.First.allclose(pair.Second, rtol: 1e-4, atol: 1e-4)));

        (Tensor Output, Tensor[] Gradients) Run(Tensor[] parts)
        {
            var output = cat(Array.ConvertAll(parts, part => forward(part)));
            output.mul(pull).sum().backward();
            var gradients = module.parameters().Select(parameter => parameter.grad!.clone()).ToArray();
            module.zero_grad();
            return (output, gradients);
        }
    }
}
