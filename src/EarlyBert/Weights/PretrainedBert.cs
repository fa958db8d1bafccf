using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>A BERT in memory with all that belongs to it; what a Hugging Face folder holds. It owns its tensors.</summary>
/// <param name="Config">The model's shape.</param>
/// <param name="Vocabulary">The vocabulary; at most <see cref="BertConfig.VocabSize"/> entries, rows beyond them are not used.</param>
/// <param name="LowerCase">Whether texts are lower-cased.</param>
/// <param name="MaxTokens">Longest input in word pieces.</param>
/// <param name="Tensors">Weights by Hugging Face's names; the encoder's start with <c>bert.</c>.</param>
public sealed record PretrainedBert(BertConfig Config, Vocabulary Vocabulary, bool LowerCase, int MaxTokens, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>Writes a Hugging Face folder, as <see cref="HuggingFaceFolder.Save"/> does.</summary>
    /// <param name="directory">The folder; made if it does not exist.</param>
    /// <param name="type">Type of the weights in the file: 32, 16 or 16-bit brain floats; null: as they are in memory.</param>
    /// <exception cref="EarlyBertException">A file cannot be written.</exception>
    public void Save(string directory, ScalarType? type = null)
    {
        using var scope = NewDisposeScope();
        HuggingFaceFolder.Save(directory, Config, Vocabulary, LowerCase, MaxTokens, Tensors.Select(pair => KeyValuePair.Create(pair.Key, type is { } wanted ? pair.Value.to(wanted) : pair.Value)).ToArray());
    }

    /// <summary>What seems wrong with the files that it was read from, a sentence each; empty: nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Numbers in the whole model.</summary>
    public long ParameterCount => Tensors.Values.Sum(tensor => tensor.numel());

    /// <summary>Numbers in the encoder layers alone.</summary>
    public long EncoderParameterCount => Tensors.Where(pair => pair.Key.StartsWith("bert.encoder.", StringComparison.Ordinal)).Sum(pair => pair.Value.numel());

    /// <summary>Frees the tensors; a second call does nothing.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
