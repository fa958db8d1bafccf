using EarlyBert.Bert;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// A BERT with its vocabulary that gives each text, or pair of texts, a number: how alike two sentences are (GLUE's STS-B), how good a review is.
/// Scoring is thread-safe; <see cref="TrainedBert.Dispose"/> may be called twice.
/// </summary>
public sealed class TextRegressor : TrainedTextModel
{
    /// <summary>Builds the model from its weights, which are copied.</summary>
    /// <param name="model">Shape with one output, weights, vocabulary.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="source">What to call the weights in a message.</param>
    internal TextRegressor(PretrainedBert model, Device device, string source)
        : base(new BertForSequenceClassification(model.Config), model.Config, model, device) => Fill(model.Tensors, source);

    /// <summary>
    /// The number of each text, on the scale of the training scores, not cut to their range. Rows are scored in batches sorted by length; the
    /// result is in the order given.
    /// </summary>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null for single texts.</param>
    /// <param name="batchSize">Rows a forward pass.</param>
    public float[] Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs = null, int batchSize = 32) =>
        Array.ConvertAll(RunHead(texts, pairs, batchSize, outputs => outputs), row => row[0]);

    /// <summary>Reads a Hugging Face folder with a regression head: <c>problem_type</c> is <c>regression</c>, or there is one label.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: what the folder says.</param>
    /// <exception cref="EarlyBertException">A file is missing, damaged, or does not fit the others, or the model has no such head.</exception>
    public static TextRegressor Load(string directory, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null) =>
        ModelLoading.Load(directory, gpuDeviceId, fallbackToCpu, maxTokens, Of);

    /// <summary>Makes one of a model in memory with a regression head. The weights are copied.</summary>
    /// <param name="model">The model, which stays the caller's; heads of other tasks are left out.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <param name="maxTokens">Longest input; null: the model's own.</param>
    /// <exception cref="EarlyBertException">Weights and configuration do not belong together, the model has no such head, or the device is not there.</exception>
    public static TextRegressor From(PretrainedBert model, int? gpuDeviceId = null, bool fallbackToCpu = false, int? maxTokens = null) =>
        ModelLoading.From(model, gpuDeviceId, fallbackToCpu, maxTokens, Of);

    /// <summary>Reads what <see cref="TrainedBert.Write"/> wrote; <paramref name="source"/> is named in messages.</summary>
    /// <param name="stream">The stream, at the model's first byte; it need not seek.</param>
    /// <param name="source">What to call it in a message.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <exception cref="EarlyBertException">The content is damaged, or is a model of another task.</exception>
    public static TextRegressor Read(Stream stream, string source, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        ModelLoading.Read(stream, source, gpuDeviceId, fallbackToCpu, Of);

    internal static TextRegressor Of(PretrainedBert model, Device device, string source)
    {
        var config = model.Config;
        if (!model.Tensors.Keys.Any(TaskHead.Regression.Has))
            throw new EarlyBertException($"'{source}' has no head that gives numbers ({TaskHead.Regression.Prefix}*); fine-tune it on scores first, or name a model that was.");
        if (!config.IsRegression)
            throw new EarlyBertException($"'{source}' tells {config.Labels.Count} classes apart ({string.Join(", ", config.Labels.Take(5))}{(config.Labels.Count > 5 ? ", ..." : "")}); load it as a {nameof(TextClassifier)}, or name a model that was fine-tuned on scores.");
        if (config.Labels.Count != 1)
            throw new EarlyBertException($"'{source}' gives {config.Labels.Count} numbers a text (allowed: 1); name a model with one output.");
        return new TextRegressor(model with { Config = config with { ProblemType = BertConfig.Regression }, Tensors = TaskHead.Regression.WeightsOf(model.Tensors) }, device, source);
    }
}
