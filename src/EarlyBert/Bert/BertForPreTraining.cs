using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>
/// BERT with the two heads of its pre-training (Devlin et al. 2019, section 3.1): masked words, through a decoder that shares the
/// word embeddings, and next sentence. The last layer is computed for the masked tokens and token 0 alone, and the decoder for the
/// masked tokens alone, since nobody reads the others: the losses are the same, at a fraction of the work.
/// </summary>
internal sealed class BertForPreTraining : nn.Module<PretrainingInput, (Tensor Words, Tensor NextSentence)>
{
    /// <summary>Name of the decoder's bias, one number a word.</summary>
    public const string DecoderBias = "cls.predictions.bias";

    private readonly BertModel bert;
    private readonly BertPreTrainingHeads cls;
    private readonly DropoutMasks _masks;

    public BertForPreTraining(BertConfig config, bool coefficients = false, long dropoutSeed = 0) : base(nameof(BertForPreTraining))
    {
        _masks = new DropoutMasks(dropoutSeed);
        bert = new BertModel(config, coefficients, _masks);
        cls = new BertPreTrainingHeads(config);
        RegisterComponents();
    }

    /// <summary>The encoder.</summary>
    public BertModel Bert => bert;

    /// <summary>Dropout's random numbers: a function of the seed and this count.</summary>
    public ulong DropoutPosition
    {
        set => _masks.Drawn = value;
    }

    /// <summary>Logits of the masked tokens, (M, vocabulary), and of "is next" and "is random", (batch, 2).</summary>
    public override (Tensor Words, Tensor NextSentence) forward(PretrainingInput input)
    {
        var rows = input.Input.InputIds.shape[0];
        var read = bert.HiddenAt(input.Input, hidden =>                                                     // (B, Q, H)
            hidden.reshape(-1, hidden.shape[2]).index_select(0, input.Read).reshape(rows, -1, hidden.shape[2]));
        var masked = read.reshape(-1, read.shape[2]).index_select(0, input.Masked);                         // (M, H)
        return (cls.Words(masked, bert.WordEmbeddings), cls.NextSentence(bert.Pool(read)));
    }
}

/// <summary>Both heads, with the names of Hugging Face's <c>cls</c>.</summary>
internal sealed class BertPreTrainingHeads : nn.Module
{
    private readonly BertLMPredictionHead predictions;
    private readonly Linear seq_relationship;

    public BertPreTrainingHeads(BertConfig config) : base(nameof(BertPreTrainingHeads))
    {
        predictions = new BertLMPredictionHead(config);
        seq_relationship = nn.Linear(config.HiddenSize, 2);
        RegisterComponents();
    }

    public Tensor Words(Tensor hidden, Tensor embeddings) => predictions.Forward(hidden, embeddings);

    public Tensor NextSentence(Tensor pooled) => seq_relationship.call(pooled);
}

/// <summary>Dense, GELU, layer norm, then the product with every word's embedding and a bias a word.</summary>
internal sealed class BertLMPredictionHead : nn.Module
{
    private readonly BertPredictionHeadTransform transform;
    private readonly Parameter bias;

    public BertLMPredictionHead(BertConfig config) : base(nameof(BertLMPredictionHead))
    {
        transform = new BertPredictionHeadTransform(config);
        bias = new Parameter(zeros(config.VocabSize));
        RegisterComponents();
    }

    public Tensor Forward(Tensor hidden, Tensor embeddings) =>
        FastWidth.Linear(transform.call(hidden), embeddings, bias).narrow(-1, 0, embeddings.shape[0]);      // (M, vocabulary)
}

/// <summary>Dense, GELU, layer norm.</summary>
internal sealed class BertPredictionHeadTransform : nn.Module<Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;

    public BertPredictionHeadTransform(BertConfig config) : base(nameof(BertPredictionHeadTransform))
    {
        dense = nn.Linear(config.HiddenSize, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden) => LayerNorm.call(nn.functional.gelu(dense.call(hidden)));
}
