using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// A BERT with its vocabulary, ready to score: class probabilities when it has a classification head, sentence embeddings always.
/// Scoring is thread-safe; <see cref="TrainedBert.Dispose"/> may be called twice.
/// </summary>
public sealed class TextClassifier : TrainedBert
{
    private readonly BertForSequenceClassification _model;
    private readonly SentenceEncoder _encoder;

    /// <summary>Builds the model from its weights, which are copied.</summary>
    /// <param name="config">The shape; labels may be empty for a bare encoder.</param>
    /// <param name="weights">State dict with Hugging Face's names.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="lowerCase">Lower-case and strip accents first.</param>
    /// <param name="maxTokens">Longest input in word pieces.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="source">What to call the weights in a message.</param>
    internal TextClassifier(BertConfig config, IReadOnlyDictionary<string, Tensor> weights, Vocabulary vocabulary, bool lowerCase, int maxTokens, Device device, string source)
        : this(ModelOf(config), config, vocabulary, lowerCase, maxTokens, device) =>
        Fill(weights, source, name => config.Labels.Count == 0 && (TaskHead.Classification.Has(name) || name.StartsWith("bert.pooler.", StringComparison.Ordinal)));

    private TextClassifier(BertForSequenceClassification model, BertConfig config, Vocabulary vocabulary, bool lowerCase, int maxTokens, Device device)
        : base(model, config, vocabulary, lowerCase, maxTokens, device)
    {
        _model = model;
        _encoder = new SentenceEncoder(new WordPiece(vocabulary, lowerCase), maxTokens, config.LongText);
    }

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
            : [Enumerable.Range(0, scores.Count).MaxBy(label => scores[label])];
    }

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
        return Run(texts, pairs, batchSize, input => TextScoring.Probabilities(_model.call(input), IsMultiLabel));
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

    /// <summary>Reads a Hugging Face folder, with or without a classification head.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: what the folder says.</param>
    /// <exception cref="EarlyBertException">A file is missing, damaged, or does not fit the others.</exception>
    public static TextClassifier Load(string directory, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null)
    {
        var device = EarlyBertRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu);
        using var folder = HuggingFaceFolder.Load(directory);
        return From(folder, maxTokens, device, directory);
    }

    /// <summary>Makes one of a model in memory, with or without a classification head. The weights are copied.</summary>
    /// <param name="model">The model, which stays the caller's; heads of other tasks are left out.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: the model's own.</param>
    /// <exception cref="EarlyBertException">Weights and configuration do not belong together, or the device is not there.</exception>
    public static TextClassifier From(PretrainedBert model, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var device = EarlyBertRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu);
        return From(model, maxTokens, device, "the model in memory");
    }

    private static TextClassifier From(PretrainedBert model, int? maxTokens, Device device, string source)
    {
        var weights = TaskHead.Classification.WeightsOf(model.Tensors);
        var config = weights.ContainsKey("classifier.weight") ? model.Config : model.Config with { Labels = [] };
        var casing = model.Vocabulary.CasingFault(model.LowerCase, $"The vocabulary of '{source}'");
        return new TextClassifier(config, weights, model.Vocabulary, model.LowerCase, maxTokens ?? model.MaxTokens, device, source) { Warnings = casing is null ? model.Warnings : [.. model.Warnings, casing] };
    }

    /// <summary>Reads what <see cref="TrainedBert.Write"/> wrote; <paramref name="source"/> is named in messages.</summary>
    /// <param name="stream">The stream, at the model's first byte; it need not seek.</param>
    /// <param name="source">What to call it in a message.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <exception cref="EarlyBertException">The content is damaged.</exception>
    public static TextClassifier Read(Stream stream, string source, int? gpuDeviceId = null, bool fallbackToCpu = false)
    {
        var device = EarlyBertRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu);
        return ModelStream.Read(stream, source, (config, vocabulary, lowerCase, maxTokens, weights) =>
            new TextClassifier(config, weights, vocabulary, lowerCase, maxTokens, device, source));
    }

    // A bare encoder gets a head of one class that nobody asks, so that there is one kind of model here.
    private static BertForSequenceClassification ModelOf(BertConfig config) => new(config.Labels.Count > 0 ? config : config with { Labels = ["none"] });

    private protected override IEnumerable<KeyValuePair<string, Tensor>> SavedWeights() =>
        base.SavedWeights().Where(pair => Labels.Count > 0 || !TaskHead.Classification.Has(pair.Key));

    private float[][] Run(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, int batchSize, Func<BertInput, Tensor> compute)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var inputs = TextInputs.Build(_encoder, texts, pairs);
        return TextScoring.Run(inputs, new BatchSource(inputs.Inputs, labels: null, Device, padId: Vocabulary.PaddingId), batchSize, compute);
    }
}
