using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>Word, position and segment embeddings, added, normalised, dropped out (Devlin et al. 2019, section 3).</summary>
internal sealed class BertEmbeddings : nn.Module<BertInput, Tensor>
{
    private readonly Embedding word_embeddings;
    private readonly Embedding position_embeddings;
    private readonly Embedding token_type_embeddings;
    private readonly LayerNorm LayerNorm;
    private readonly double _dropout;
    private readonly DropoutMasks _masks;

    public BertEmbeddings(BertConfig config, DropoutMasks masks) : base(nameof(BertEmbeddings))
    {
        word_embeddings = nn.Embedding(config.VocabSize, config.HiddenSize, padding_idx: config.PadTokenId);
        position_embeddings = nn.Embedding(config.MaxPositionEmbeddings, config.HiddenSize);
        token_type_embeddings = nn.Embedding(config.TypeVocabSize, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        _dropout = config.HiddenDropoutProb;
        _masks = masks;
        RegisterComponents();
    }

    public Tensor Words => word_embeddings.weight!;

    public override Tensor forward(BertInput input)
    {
        var words = word_embeddings.call(input.InputIds);                                                   // (B, T, H)
        // Positions count up from 0 and segments are mostly 0: rows of the tables are added, nothing is looked up.
        var positions = position_embeddings.weight!.narrow(0, 0, input.InputIds.shape[1]);                  // (T, H)
        var types = input.TokenTypeIds is { } ids ? token_type_embeddings.call(ids) : token_type_embeddings.weight!.narrow(0, 0, 1);
        var sum = input.TokenTypeIds is null ? words.add(positions.add(types)) : words.add(positions).add(types);
        var normalised = LayerNorm.call(sum);
        return training ? _masks.Apply(normalised, _dropout) : normalised;
    }
}
