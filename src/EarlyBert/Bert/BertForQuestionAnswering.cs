using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>
/// BERT with a head that points at an answer in its input (Devlin et al. 2019, section 4.2): one linear layer gives every token a logit
/// for being the answer's first and one for being its last.
/// </summary>
public sealed class BertForQuestionAnswering : BertForTask
{
    private readonly BertModel bert;
    private readonly Linear qa_outputs;

    /// <summary>Makes the model with library-default weights; load or initialise them next.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="coefficients">Put a trainable coefficient, starting at 1, on every head and neuron.</param>
    /// <param name="dropoutSeed">Seed of dropout's masks.</param>
    public BertForQuestionAnswering(BertConfig config, bool coefficients = false, long dropoutSeed = 0) : base(nameof(BertForQuestionAnswering))
    {
        bert = new BertModel(config, coefficients, dropoutSeed);
        qa_outputs = nn.Linear(config.HiddenSize, 2);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override BertModel Bert => bert;

    /// <summary>Logits of start and end, (batch, tokens, 2); those of padding too.</summary>
    public override Tensor forward(BertInput input) => qa_outputs.call(bert.call(input));

    /// <summary>
    /// The mean of two cross-entropies over the tokens, that of the start and that of the end. A position outside the input counts for
    /// neither side's mean, as in Hugging Face's: it is clamped to [0, tokens], and the upper end is ignored.
    /// </summary>
    /// <param name="logits">What <see cref="forward"/> gave, (batch, tokens, 2).</param>
    /// <param name="positions">First and last token of the answers, Int64 (batch, 2).</param>
    public static Tensor Loss(Tensor logits, Tensor positions)
    {
        var outside = logits.shape[1];
        var wanted = positions.clamp(0, outside);
        return Side(0).add(Side(1)).mul(0.5);

        Tensor Side(long side) => nn.functional.cross_entropy(logits.select(2, side), wanted.select(1, side), ignore_index: outside);    // (B, T), (B)
    }
}
