using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>
/// Multi-head self-attention over the heads that are left, each scaled by its coefficient (paper equation 2), and its output
/// projection with the residual connection and layer norm.
/// </summary>
internal sealed class BertAttention : nn.Module
{
    private readonly BertSelfAttention self;
    private readonly BertOutput output;

    public BertAttention(BertConfig config, int layer, bool coefficients, DropoutMasks masks) : base(nameof(BertAttention))
    {
        self = new BertSelfAttention(config, layer, coefficients, masks);
        output = new BertOutput(config, config.HeadsOf(layer) * config.HeadSize, masks);
        RegisterComponents();
    }

    public Parameter? Coefficients => self.Coefficients;

    /// <param name="hidden">(B, T, H).</param>
    /// <param name="mask">Added to the scores, (B, 1, 1, T); null when nothing is padded.</param>
    /// <param name="read">Picks the tokens that ask, when nobody reads the others: the result is (B, Q, H). Null: all.</param>
    public Tensor Forward(Tensor hidden, Tensor? mask, Func<Tensor, Tensor>? read)
    {
        var asking = read is null ? hidden : read(hidden);
        var context = self.Forward(hidden, asking, mask);                                                   // (B, Q, h·d)
        return output.Forward(context, asking, self.Coefficients, self.HeadSize);
    }
}

/// <summary>Queries, keys, values and the weighted sum.</summary>
internal sealed class BertSelfAttention : nn.Module
{
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Parameter? slimming_coef;
    private readonly int _heads;
    private readonly double _dropout;
    private readonly DropoutMasks _masks;

    public BertSelfAttention(BertConfig config, int layer, bool coefficients, DropoutMasks masks) : base(nameof(BertSelfAttention))
    {
        _heads = config.HeadsOf(layer);
        HeadSize = config.HeadSize;
        query = nn.Linear(config.HiddenSize, _heads * HeadSize);
        key = nn.Linear(config.HiddenSize, _heads * HeadSize);
        value = nn.Linear(config.HiddenSize, _heads * HeadSize);
        slimming_coef = coefficients ? new Parameter(ones(1, _heads, 1, 1)) : null;
        _dropout = config.AttentionProbsDropoutProb;
        _masks = masks;
        RegisterComponents();
    }

    public int HeadSize { get; }

    /// <summary>One per head, (1, h, 1, 1); null in a plain model.</summary>
    public Parameter? Coefficients => slimming_coef;

    public Tensor Forward(Tensor hidden, Tensor asking, Tensor? mask)
    {
        var (q, k, v) = Project(hidden, asking);                                                            // (B, h, Q or T, d)
        var scores = q.mul(1 / Math.Sqrt(HeadSize)).matmul(k.transpose(-2, -1));                            // (B, h, Q, T)
        if (mask is not null)
            scores = scores.add(mask);
        var probabilities = nn.functional.softmax(scores, -1);
        if (training)
            probabilities = _masks.Apply(probabilities, _dropout);
        return probabilities.matmul(v).transpose(1, 2).reshape(asking.shape[0], asking.shape[1], _heads * HeadSize);
    }

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor hidden, Tensor asking)
    {
        if (!training)
            return (Heads(query.call(asking)), Heads(key.call(hidden)), Heads(value.call(hidden)));

        // One matrix product instead of three; joining the weights costs a copy of them, which pays once a batch has more tokens than the model is wide.
        var all = ReferenceEquals(hidden, asking) ? new[] { query, key, value } : [key, value];
        var weight = cat(Array.ConvertAll(all, linear => (Tensor)linear.weight!), 0);
        var bias = cat(Array.ConvertAll(all, linear => (Tensor)linear.bias!), 0);
        var parts = nn.functional.linear(hidden, weight, bias).chunk(all.Length, -1);
        return all.Length == 3
            ? (Heads(parts[0]), Heads(parts[1]), Heads(parts[2]))
            : (Heads(query.call(asking)), Heads(parts[0]), Heads(parts[1]));
    }

    private Tensor Heads(Tensor x) => x.reshape(x.shape[0], x.shape[1], _heads, HeadSize).transpose(1, 2);  // (B, h, T, d)
}
