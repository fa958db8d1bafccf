using EarlyBert.Bert;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// A BERT with its vocabulary, ready to score: class probabilities when it has a classification head, sentence embeddings always.
/// Scoring is thread-safe; <see cref="TrainedBert.Dispose"/> may be called twice.
/// </summary>
public sealed class TextClassifier : TrainedTextModel
{
    /// <summary>Builds the model from its weights, which are copied.</summary>
    /// <param name="model">Shape, weights, vocabulary; labels may be empty for a bare encoder.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="source">What to call the weights in a message.</param>
    internal TextClassifier(PretrainedBert model, Device device, string source)
        : base(new BertForSequenceClassification(WithHead(model.Config)), model.Config, model, device) =>
        Fill(model.Tensors, source, name => Labels.Count == 0 && (TaskHead.Classification.Has(name) || name.StartsWith("bert.pooler.", StringComparison.Ordinal)));

    /// <summary>Class names, in the order of the scores; empty for a bare encoder.</summary>
    public IReadOnlyList<string> Labels => Config.Labels;

    /// <summary>A text has any number of labels, each with a probability of its own; false: one class.</summary>
    public bool IsMultiLabel => Config.IsMultiLabel;

    /// <summary>
    /// From which probability on a text has a label, one number a label, each above 0 and below 1; 0.5 where the training chose no others. They are saved
    /// with the model. Of use where <see cref="IsMultiLabel"/>.
    /// </summary>
    /// <exception cref="EarlyBertException">Set: the model gives one class a text, there are more or fewer numbers than labels, or one is out of range.</exception>
    public IReadOnlyList<float> Thresholds
    {
        get => Config.LabelThresholds ?? [.. Enumerable.Repeat(0.5f, Labels.Count)];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!IsMultiLabel)
                throw new EarlyBertException("Thresholds were given to a model that chooses one class a text; use them with a model that was trained with several labels a text.");
            if (value.Count != Labels.Count || value.Any(threshold => threshold is not (> 0 and < 1)))
                throw new EarlyBertException($"The thresholds are {string.Join(", ", value)} (allowed: one above 0 and below 1 for each of the {Labels.Count} labels); mend them.");
            Config = Config with { LabelThresholds = [.. value] };
        }
    }

    /// <summary>Indices of the labels whose probabilities reach their <see cref="Thresholds"/>, ascending; maybe none. Where a text has one class: the likeliest.</summary>
    /// <param name="scores">Probabilities of one text, as <see cref="Score"/> gives them.</param>
    public int[] LabelsOf(IReadOnlyList<float> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var thresholds = Thresholds;
        return IsMultiLabel
            ? [.. Enumerable.Range(0, scores.Count).Where(label => scores[label] >= thresholds[label])]
            : [LabelOf(scores)];
    }

    /// <summary>The index of the largest score; of equal ones the first.</summary>
    internal static int LabelOf(IReadOnlyList<float> scores) => Enumerable.Range(0, scores.Count).MaxBy(label => scores[label]);

    /// <summary>
    /// Class probabilities, one array of <see cref="Labels"/>' length per text: softmax, or each label's sigmoid where <see cref="IsMultiLabel"/>. Rows are
    /// scored in batches sorted by length; the result is in the order given.
    /// </summary>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null for single sentences.</param>
    /// <param name="batchSize">Rows a forward pass.</param>
    /// <exception cref="EarlyBertException">The model has no classification head.</exception>
    public float[][] Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs = null, int batchSize = 32)
    {
        if (Labels.Count == 0)
            throw new EarlyBertException("This model is a bare encoder without a classification head; fine-tune it first, or ask for embeddings.");
        return RunHead(texts, pairs, batchSize, logits => TextScoring.Probabilities(logits, IsMultiLabel));
    }

    /// <summary>Reads a Hugging Face folder, with or without a classification head. A head of another task, a regression's too, is left out.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: what the folder says.</param>
    /// <exception cref="EarlyBertException">A file is missing, damaged, or does not fit the others.</exception>
    public static TextClassifier Load(string directory, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null) =>
        ModelLoading.Load(directory, gpuDeviceId, fallbackToCpu, maxTokens, Of);

    /// <summary>Makes one of a model in memory, with or without a classification head. The weights are copied.</summary>
    /// <param name="model">The model, which stays the caller's; heads of other tasks are left out.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: the model's own.</param>
    /// <exception cref="EarlyBertException">Weights and configuration do not belong together, or the device is not there.</exception>
    public static TextClassifier From(PretrainedBert model, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null) =>
        ModelLoading.From(model, gpuDeviceId, fallbackToCpu, maxTokens, Of);

    /// <summary>Reads what <see cref="TrainedBert.Write"/> wrote; <paramref name="source"/> is named in messages.</summary>
    /// <param name="stream">The stream, at the model's first byte; it need not seek.</param>
    /// <param name="source">What to call it in a message.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <exception cref="EarlyBertException">The content is damaged.</exception>
    public static TextClassifier Read(Stream stream, string source, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        ModelLoading.Read(stream, source, gpuDeviceId, fallbackToCpu, Of);

    internal static TextClassifier Of(PretrainedBert model, Device device, string source)
    {
        var weights = TaskHead.Classification.WeightsOf(model.Tensors, keepsHead: !model.Config.IsRegression);
        var config = weights.ContainsKey("classifier.weight") ? model.Config : TaskHead.Classification.Shape(model.Config, []);
        return new TextClassifier(model with { Config = config, Tensors = weights }, device, source);
    }

    // A bare encoder gets a head of one class that nobody asks, so that there is one kind of model here.
    private static BertConfig WithHead(BertConfig config) => config.Labels.Count > 0 ? config : config with { Labels = ["none"] };

    private protected override IEnumerable<KeyValuePair<string, Tensor>> SavedWeights() =>
        base.SavedWeights().Where(pair => Labels.Count > 0 || !TaskHead.Classification.Has(pair.Key));
}
