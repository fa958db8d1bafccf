using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// A BERT with its vocabulary that reads texts or pairs of texts and says something of each as a whole: what <see cref="TextClassifier"/> and
/// <see cref="TextRegressor"/> have in common. Scoring is thread-safe; <see cref="TrainedBert.Dispose"/> may be called twice.
/// </summary>
public abstract class TrainedTextModel : TrainedBert
{
    private readonly BertForSequenceClassification _model;
    private readonly SentenceEncoder _encoder;

    /// <param name="model">The model, whose weights are still to load; this object's from now on.</param>
    /// <param name="config">Its shape, as it is saved.</param>
    /// <param name="parts">Vocabulary and tokenizer settings.</param>
    /// <param name="device">Where to compute.</param>
    private protected TrainedTextModel(BertForSequenceClassification model, BertConfig config, PretrainedBert parts, Device device)
        : base(model, config, parts, device)
    {
        _model = model;
        _encoder = new SentenceEncoder(new WordPiece(parts.Vocabulary, parts.LowerCase), parts.MaxTokens, config.LongText);
    }

    /// <summary>Mean of the last hidden states over the real tokens: one array of <see cref="BertConfig.HiddenSize"/> per text.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="batchSize">Rows a forward pass.</param>
    public float[][] Embed(IReadOnlyList<string> texts, int batchSize = 32) => Run(texts, null, batchSize, input =>
    {
        var hidden = _model.Bert.call(input);                                                               // (B, T, H)
        if (input.AttentionMask is not { } mask)
            return hidden.mean([1L]);
        var weights = mask.unsqueeze(-1);                                                                   // (B, T, 1)
        return hidden.mul(weights).sum(1).div(weights.sum(1));
    });

    /// <summary>What the head says of each text, after <paramref name="finish"/>, in the order given.</summary>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null for single texts.</param>
    /// <param name="batchSize">Rows a forward pass.</param>
    /// <param name="finish">From the head's outputs (B, outputs) to the numbers wanted.</param>
    private protected float[][] RunHead(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, int batchSize, Func<Tensor, Tensor> finish) =>
        Run(texts, pairs, batchSize, input => finish(_model.call(input)));

    private float[][] Run(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, int batchSize, Func<BertInput, Tensor> compute)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var inputs = TextInputs.Build(_encoder, texts, pairs);
        return TextScoring.Run(inputs, new BatchSource(inputs.Inputs, labels: null, Device, padId: Vocabulary.PaddingId), batchSize, compute);
    }
}
