using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Training;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// A trained BERT with its vocabulary, ready to use: what the models of all tasks have in common. Thread-safe; <see cref="Dispose"/> may be
/// called twice.
/// </summary>
public abstract class TrainedBert : IDisposable
{
    private readonly BertForTask _model;
    private readonly bool _lowerCase;
    private int _disposed;

    /// <param name="model">The model, whose weights are still to load; this object's from now on.</param>
    /// <param name="config">Its shape, as it is saved.</param>
    /// <param name="parts">Vocabulary and tokenizer settings.</param>
    /// <param name="device">Where to compute.</param>
    private protected TrainedBert(BertForTask model, BertConfig config, PretrainedBert parts, Device device)
    {
        (_model, Config, Vocabulary, _lowerCase, MaxTokens, Device) = (model, config, parts.Vocabulary, parts.LowerCase, parts.MaxTokens, device);
        Warnings = parts.Warnings;
        EarlyBertRuntime.EnsureThreads();
    }

    /// <summary>The model's shape.</summary>
    public BertConfig Config { get; private protected set; }

    /// <summary>The vocabulary.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Longest input in word pieces.</summary>
    public int MaxTokens { get; }

    /// <summary>What seems wrong with the folder that it was read from, a sentence each; empty: nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Numbers in the whole model.</summary>
    public long ParameterCount => _model.parameters().Sum(p => p.NumberOfElements);

    /// <summary>Numbers in the encoder layers alone.</summary>
    public long EncoderParameterCount => _model.named_parameters().Where(p => p.name.StartsWith("bert.encoder.", StringComparison.Ordinal)).Sum(p => p.parameter.NumberOfElements);

    private protected Device Device { get; }

    /// <summary>
    /// Reads a Hugging Face folder as the model of the task that its head is for: a <see cref="QuestionAnswerer"/>, a <see cref="TextRegressor"/>, or else a
    /// <see cref="TextClassifier"/>, with or without classes.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="gpuDeviceId">CUDA device; null: CPU.</param>
    /// <param name="fallbackToCpu">Take the CPU when the device is not there.</param>
    /// <exception cref="EarlyBertException">A file is missing, damaged, or does not fit the others.</exception>
    public static TrainedBert Open(string directory, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        ModelLoading.Load<TrainedBert>(directory, gpuDeviceId, fallbackToCpu, maxTokens: null, (model, device, source) =>
            model.Tensors.Keys.Any(TaskHead.QuestionAnswering.Has) ? QuestionAnswerer.Of(model, device, source)
            : model.Config.IsRegression && model.Tensors.Keys.Any(TaskHead.Regression.Has) ? TextRegressor.Of(model, device, source)
            : TextClassifier.Of(model, device, source));

    /// <summary>Writes a Hugging Face folder: <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c>, <c>tokenizer_config.json</c>.</summary>
    /// <param name="directory">The folder; made when missing.</param>
    /// <exception cref="EarlyBertException">A file cannot be written.</exception>
    public void Save(string directory)
    {
        ThrowIfDisposed();
        HuggingFaceFolder.Save(directory, Config, Vocabulary, _lowerCase, MaxTokens, SavedWeights());
    }

    /// <summary>Writes everything into one stream: shape, vocabulary, weights and a checksum. The stream stays open.</summary>
    public void Write(Stream stream)
    {
        ThrowIfDisposed();
        ModelStream.Write(stream, Config, Vocabulary, _lowerCase, MaxTokens, SavedWeights());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _model.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The weights that belong into a file.</summary>
    private protected virtual IEnumerable<KeyValuePair<string, Tensor>> SavedWeights() => StateDict.Of(_model);

    /// <summary>Copies the weights into the model and makes it ready.</summary>
    private protected void Fill(IReadOnlyDictionary<string, Tensor> weights, string source, Predicate<string>? mayBeMissing = null)
    {
        StateDict.Load(_model, weights, source, mayBeMissing);
        _model.to(Device);
        _model.eval();
    }

    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed != 0, this);
}
