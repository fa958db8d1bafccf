using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>
/// BERT's encoder with Hugging Face's names, possibly pruned, possibly with a coefficient on every head and neuron.
/// Create it outside dispose scopes: TorchSharp forgets parameters of layers made inside one.
/// </summary>
public sealed class BertModel : nn.Module<BertInput, Tensor>
{
    // Added to the scores of padding, as in google-research/bert.
    private const double Excluded = -10000;

    private readonly BertEmbeddings embeddings;
    private readonly BertEncoder encoder;
    private readonly BertPooler pooler;

    /// <summary>Makes the encoder with library-default weights; load or initialise them next.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="coefficients">Put a trainable coefficient, starting at 1, on every head and neuron.</param>
    /// <param name="dropoutSeed">Seed of dropout's masks.</param>
    public BertModel(BertConfig config, bool coefficients = false, long dropoutSeed = 0) : this(config, coefficients, new DropoutMasks(dropoutSeed))
    {
    }

    internal BertModel(BertConfig config, bool coefficients, DropoutMasks masks) : base(nameof(BertModel))
    {
        Config = config;
        embeddings = new BertEmbeddings(config, masks);
        encoder = new BertEncoder(config, coefficients, masks);
        pooler = new BertPooler(config);
        RegisterComponents();
    }

    /// <summary>The shape.</summary>
    public BertConfig Config { get; }

    /// <summary>Layers that are skipped; null: none.</summary>
    internal LayerDrop? LayerDrop
    {
        set => encoder.LayerDrop = value;
    }

    /// <summary>Head coefficients, one tensor (1, heads, 1, 1) a layer; empty in a plain model.</summary>
    internal IReadOnlyList<Parameter> HeadCoefficients => encoder.HeadCoefficients;

    /// <summary>Neuron coefficients, one tensor (1, neurons) a layer; empty in a plain model.</summary>
    internal IReadOnlyList<Parameter> NeuronCoefficients => encoder.NeuronCoefficients;

    /// <summary>Hidden states of the last layer, (batch, tokens, hidden).</summary>
    public override Tensor forward(BertInput input) => encoder.Forward(embeddings.call(input), MaskOf(input), read: null, null);

    /// <summary>
    /// The pooled first token, tanh(dense(h₀)), (batch, hidden). The last layer is computed for that token alone, since nobody
    /// reads the others; the result is the same.
    /// </summary>
    public Tensor Pooled(BertInput input) => Pool(HiddenAt(input, hidden => hidden.narrow(1, 0, 1)));

    /// <summary>Hidden states of the last layer for some tokens alone, (batch, Q, hidden): only for them is it computed.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="read">Picks the tokens, (batch, tokens, hidden) to (batch, Q, hidden).</param>
    internal Tensor HiddenAt(BertInput input, Func<Tensor, Tensor> read) => encoder.Forward(embeddings.call(input), MaskOf(input), read, null);

    /// <summary>tanh(dense(h₀)) of hidden states whose first token is token 0, (batch, hidden).</summary>
    internal Tensor Pool(Tensor hidden) => pooler.call(hidden);

    /// <summary>The table of word embeddings, (vocabulary, hidden), which the decoder of pre-training shares.</summary>
    internal Tensor WordEmbeddings => embeddings.Words;

    /// <summary>The embeddings' output and every layer's, each (batch, tokens, hidden).</summary>
    public IReadOnlyList<Tensor> HiddenStates(BertInput input)
    {
        var states = new List<Tensor> { embeddings.call(input) };
        encoder.Forward(states[0], MaskOf(input), read: null, states);
        return states;
    }

    private static Tensor? MaskOf(BertInput input) =>
        input.AttentionMask is { } mask ? mask.sub(1).mul(-Excluded).unsqueeze(1).unsqueeze(1) : null;      // (B, 1, 1, T)
}

/// <summary>The stack of layers.</summary>
internal sealed class BertEncoder : nn.Module
{
    private readonly ModuleList<BertLayer> layer;

    public BertEncoder(BertConfig config, bool coefficients, DropoutMasks masks) : base(nameof(BertEncoder))
    {
        layer = nn.ModuleList(Enumerable.Range(0, config.NumHiddenLayers).Select(i => new BertLayer(config, i, coefficients, masks)).ToArray());
        RegisterComponents();
    }

    public LayerDrop? LayerDrop { get; set; }

    public IReadOnlyList<Parameter> HeadCoefficients => [.. layer.Select(l => l.HeadCoefficients).OfType<Parameter>()];

    public IReadOnlyList<Parameter> NeuronCoefficients => [.. layer.Select(l => l.NeuronCoefficients).OfType<Parameter>()];

    public Tensor Forward(Tensor hidden, Tensor? mask, Func<Tensor, Tensor>? read, List<Tensor>? states)
    {
        for (var i = 0; i < layer.Count; i++)
        {
            var asking = i == layer.Count - 1 ? read : null;
            hidden = LayerDrop?.Skips(i, training) != true ? layer[i].Forward(hidden, mask, asking) : asking is null ? hidden : asking(hidden);
            states?.Add(hidden);
        }

        return hidden;
    }
}

/// <summary>tanh(dense(first token)).</summary>
internal sealed class BertPooler : nn.Module<Tensor, Tensor>
{
    private readonly Linear dense;

    public BertPooler(BertConfig config) : base(nameof(BertPooler))
    {
        dense = nn.Linear(config.HiddenSize, config.HiddenSize);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden) => dense.call(hidden.select(1, 0)).tanh();                // (B, H)
}
