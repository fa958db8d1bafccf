using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>What a task adds to BERT: a head, and the loss of what the head says.</summary>
/// <param name="Prefix">How the names of the head's parameters start.</param>
/// <param name="Create">Makes the model of a shape, with coefficients or without, and with a seed of dropout.</param>
/// <param name="Loss">Mean loss of the model's output and the labels of a batch.</param>
internal sealed record TaskHead(string Prefix, Func<BertConfig, bool, long, BertForTask> Create, Func<Tensor, Tensor, Tensor> Loss)
{
    /// <summary>One class a row: cross-entropy of logits (B, classes) and class indices, Int64 (B).</summary>
    public static TaskHead Classification { get; } = new(
        "classifier.",
        (config, coefficients, seed) => new BertForSequenceClassification(config, coefficients, seed),
        (logits, labels) => nn.functional.cross_entropy(logits, labels));

    /// <summary>The parameter is the encoder's; all others are some head's, this task's or another's.</summary>
    public static bool IsEncoder(string name) => name.StartsWith("bert.", StringComparison.Ordinal);

    /// <summary>The parameter is this head's.</summary>
    public bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
