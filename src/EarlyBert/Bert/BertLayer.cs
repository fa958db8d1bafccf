using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>One transformer layer: attention, then the feed-forward network whose neurons carry coefficients (paper equation 3).</summary>
internal sealed class BertLayer : nn.Module
{
    private readonly BertAttention attention;
    private readonly BertIntermediate intermediate;
    private readonly BertOutput output;
    private readonly Parameter? slimming_coef;

    public BertLayer(BertConfig config, int layer, bool coefficients, DropoutMasks masks) : base(nameof(BertLayer))
    {
        attention = new BertAttention(config, layer, coefficients, masks);
        intermediate = new BertIntermediate(config, layer);
        output = new BertOutput(config, config.NeuronsOf(layer), masks);
        slimming_coef = coefficients ? new Parameter(ones(1, config.NeuronsOf(layer))) : null;
        RegisterComponents();
    }

    /// <summary>One per head, (1, h, 1, 1); null in a plain model.</summary>
    public Parameter? HeadCoefficients => attention.Coefficients;

    /// <summary>One per neuron, (1, I); null in a plain model.</summary>
    public Parameter? NeuronCoefficients => slimming_coef;

    /// <summary>(B, T, H) to (B, T, H), or to (B, Q, H) for the tokens that are read.</summary>
    public Tensor Forward(Tensor hidden, Tensor? mask, Func<Tensor, Tensor>? read)
    {
        var attended = attention.Forward(hidden, mask, read);
        return output.Forward(intermediate.call(attended), attended, slimming_coef, 1);
    }
}

/// <summary>The wide half of the feed-forward network: dense, GELU.</summary>
internal sealed class BertIntermediate : nn.Module<Tensor, Tensor>
{
    private readonly Linear dense;

    public BertIntermediate(BertConfig config, int layer) : base(nameof(BertIntermediate))
    {
        dense = nn.Linear(config.HiddenSize, config.NeuronsOf(layer));
        RegisterComponents();
    }

    /// <summary>(B, T, H) to (B, T, I), or with zeros behind the I neurons: GELU of 0 is 0.</summary>
    public override Tensor forward(Tensor input) => nn.functional.gelu(FastWidth.Linear(input, dense.weight!, dense.bias!));
}

/// <summary>A projection back to the hidden size, dropout, residual connection and layer norm.</summary>
internal sealed class BertOutput : nn.Module
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;
    private readonly double _dropout;
    private readonly DropoutMasks _masks;

    public BertOutput(BertConfig config, int inputs, DropoutMasks masks) : base(nameof(BertOutput))
    {
        dense = nn.Linear(inputs, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        _dropout = config.HiddenDropoutProb;
        _masks = masks;
        RegisterComponents();
    }

    /// <summary>
    /// Layer norm of <paramref name="residual"/> + dense(c · <paramref name="units"/>). Scaling a unit's activation equals scaling
    /// its column of the projection, and the matrix is smaller than a batch of activations.
    /// </summary>
    /// <param name="units">Activations (B, T, units·width), or with zeros behind them.</param>
    /// <param name="residual">(B, T, H).</param>
    /// <param name="coefficients">One per unit, any shape; null for 1.</param>
    /// <param name="width">Columns that share a coefficient: the head size, or 1 for neurons.</param>
    public Tensor Forward(Tensor units, Tensor residual, Tensor? coefficients, int width)
    {
        var weight = (Tensor)dense.weight!;                                                                 // (H, units·width)
        if (coefficients is not null)
            weight = weight.reshape(weight.shape[0], -1, width).mul(coefficients.reshape(1, -1, 1)).reshape(weight.shape);
        var projected = FastWidth.Projection(units, weight, dense.bias!);
        return LayerNorm.call(training ? _masks.ApplyAndAdd(residual, projected, _dropout) : residual.add(projected));
    }
}
