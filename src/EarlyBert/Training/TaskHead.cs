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

    /// <summary>The same with a weight for each class: the mean over the rows is weighted by them. Null: <see cref="Classification"/>.</summary>
    public static TaskHead WeightedClassification(float[]? weights) => weights is null
        ? Classification
        : Classification with { Loss = (logits, labels) => nn.functional.cross_entropy(logits, labels, tensor(weights, device: logits.device)) };

    /// <summary>Any number of labels a row: binary cross-entropy of logits (B, labels) and 0 or 1, Single (B, labels), the mean over both.</summary>
    /// <param name="positiveWeights">How much more a label's presence counts than its absence; null: as much.</param>
    public static TaskHead MultiLabelClassification(float[]? positiveWeights = null) => Classification with
    {
        ProblemType = BertConfig.MultiLabel,
        Loss = (logits, labels) => nn.functional.binary_cross_entropy_with_logits(logits, labels, pos_weights: positiveWeights is null ? null : tensor(positiveWeights, device: logits.device)),
    };

    /// <summary>One number a row: mean squared error of outputs (B, 1) and numbers, Single (B).</summary>
    public static TaskHead Regression { get; } = Classification with
    {
        ProblemType = BertConfig.Regression,
        Loss = (outputs, numbers) => nn.functional.mse_loss(outputs.squeeze(-1), numbers),
    };

    /// <summary>An answer's first and last token: logits (B, T, 2) and positions, Int64 (B, 2).</summary>
    public static TaskHead QuestionAnswering { get; } = new(
        "qa_outputs.",
        (config, coefficients, seed) => new BertForQuestionAnswering(config, coefficients, seed),
        BertForQuestionAnswering.Loss);

    /// <summary>What the model's configuration calls the task; null: one class a row, or no classes.</summary>
    public string? ProblemType { get; init; }

    /// <summary>The shape of a model with this head, in the place of what it was trained for before.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="labels">Names of the head's outputs; none for a task without classes.</param>
    public BertConfig Shape(BertConfig config, IReadOnlyList<string> labels) => config with { Labels = [.. labels], ProblemType = ProblemType, LabelThresholds = null, LongText = null, Answers = null };

    /// <summary>The parameter is this head's.</summary>
    public bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The weights of the encoder and of this head; those of other tasks' heads are left out.</summary>
    /// <param name="weights">A model's weights; they stay its own.</param>
    /// <param name="keepsHead">Take this head along.</param>
    public IReadOnlyDictionary<string, Tensor> WeightsOf(IReadOnlyDictionary<string, Tensor> weights, bool keepsHead = true) =>
        weights.Where(pair => pair.Key.StartsWith("bert.", StringComparison.Ordinal) || (keepsHead && Has(pair.Key))).ToDictionary(pair => pair.Key, pair => pair.Value);
}
