using EarlyBert.Bert;
using EarlyBert.Text;

namespace EarlyBert;

/// <summary>
/// A trained classifier: model, vocabulary and label names. Scoring is thread-safe; <see cref="Dispose"/> may be called twice.
/// </summary>
public sealed class TextClassifier : IDisposable
{
    internal TextClassifier()
    {
    }

    /// <summary>The model's shape, with <see cref="BertConfig.Labels"/>.</summary>
    public BertConfig Config => throw new NotImplementedException();

    /// <summary>The vocabulary.</summary>
    public Vocabulary Vocabulary => throw new NotImplementedException();

    /// <summary>Class names, in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => Config.Labels;

    /// <summary>Longest input in word pieces.</summary>
    public int MaxTokens => throw new NotImplementedException();

    /// <summary>Trainable numbers in the whole model.</summary>
    public long ParameterCount => throw new NotImplementedException();

    /// <summary>Trainable numbers in the encoder layers alone.</summary>
    public long EncoderParameterCount => throw new NotImplementedException();

    /// <summary>
    /// Class probabilities (softmax), one array of <see cref="Labels"/>' length per text. Rows are scored in batches sorted by
    /// length; the result is in the order given.
    /// </summary>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null for single sentences.</param>
    /// <param name="batchSize">Rows a forward pass.</param>
    public float[][] Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs = null, int batchSize = 32) => throw new NotImplementedException();

    /// <summary>Mean of the last hidden states over the real tokens: one array of <see cref="BertConfig.HiddenSize"/> per text.</summary>
    public float[][] Embed(IReadOnlyList<string> texts, int batchSize = 32) => throw new NotImplementedException();

    /// <summary>Writes a Hugging Face folder: <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c>, <c>tokenizer_config.json</c>.</summary>
    public void Save(string directory) => throw new NotImplementedException();

    /// <summary>Reads a Hugging Face folder with a sequence-classification head.</summary>
    public static TextClassifier Load(string directory, int? gpuDeviceId = null, bool fallbackToCpu = false) => throw new NotImplementedException();

    /// <summary>Writes everything into one stream (config, vocabulary, weights); the stream stays open.</summary>
    public void Write(Stream stream) => throw new NotImplementedException();

    /// <summary>Reads what <see cref="Write"/> wrote; <paramref name="source"/> is named in messages.</summary>
    public static TextClassifier Read(Stream stream, string source, int? gpuDeviceId = null, bool fallbackToCpu = false) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
