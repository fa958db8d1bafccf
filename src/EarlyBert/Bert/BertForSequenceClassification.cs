using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>BERT with a classification head over the pooled first token: dropout, then one linear layer.</summary>
public sealed class BertForSequenceClassification : BertForTask
{
    private readonly BertModel bert;
    private readonly Linear classifier;
    private readonly DropoutMasks _masks;

    /// <summary>Makes the model with library-default weights; load or initialise them next. One class per entry of <see cref="BertConfig.Labels"/>.</summary>
    /// <param name="config">The shape, with label names.</param>
    /// <param name="coefficients">Put a trainable coefficient, starting at 1, on every head and neuron.</param>
    /// <param name="dropoutSeed">Seed of dropout's masks.</param>
    public BertForSequenceClassification(BertConfig config, bool coefficients = false, long dropoutSeed = 0) : base(nameof(BertForSequenceClassification))
    {
        _masks = new DropoutMasks(dropoutSeed);
        bert = new BertModel(config, coefficients, _masks);
        classifier = nn.Linear(config.HiddenSize, config.Labels.Count);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override BertModel Bert => bert;

    /// <summary>Logits, (batch, classes).</summary>
    public override Tensor forward(BertInput input)
    {
        var pooled = bert.Pooled(input);
        return classifier.call(training ? _masks.Apply(pooled, Config.HiddenDropoutProb) : pooled);
    }
}
