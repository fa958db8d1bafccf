using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// The names and shapes that a configuration gives the encoder's weights. Comparing them with a file before the model is built keeps
/// a wrong configuration from taking memory.
/// </summary>
internal static class EncoderShapes
{
    /// <summary>Throws one message if weights that the configuration asks for are missing or have other shapes; the pooler may be missing.</summary>
    public static void Check(IReadOnlyDictionary<string, Tensor> tensors, BertConfig config, string source)
    {
        var missing = new List<string>();
        var misshapen = new List<string>();
        foreach (var (name, shape) in Of(config))
        {
            if (!tensors.TryGetValue(name, out var tensor))
                missing.Add(name);
            else if (!tensor.shape.AsSpan().SequenceEqual(shape))
                misshapen.Add($"{name} is [{string.Join(", ", tensor.shape)}], the configuration says [{string.Join(", ", shape)}]");
        }

        StateDict.ThrowIfAny(source, missing.FindAll(name => !name.StartsWith("bert.pooler.", StringComparison.Ordinal)), [], misshapen);
    }

    /// <summary>Names and shapes of embeddings, layers and pooler.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(BertConfig config)
    {
        long hidden = config.HiddenSize;
        yield return ("bert.embeddings.word_embeddings.weight", [config.VocabSize, hidden]);
        yield return ("bert.embeddings.position_embeddings.weight", [config.MaxPositionEmbeddings, hidden]);
        yield return ("bert.embeddings.token_type_embeddings.weight", [config.TypeVocabSize, hidden]);
        foreach (var part in Norm("bert.embeddings.LayerNorm", hidden))
            yield return part;
        for (var layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            foreach (var part in Layer($"bert.encoder.layer.{layer}.", hidden, (long)config.HeadsOf(layer) * config.HeadSize, config.NeuronsOf(layer)))
                yield return part;
        }

        foreach (var part in Linear("bert.pooler.dense", hidden, hidden))
            yield return part;
    }

    /// <param name="prefix">Name of the layer, with its dot.</param>
    /// <param name="hidden">Width of the hidden states.</param>
    /// <param name="attention">Width of all kept heads together.</param>
    /// <param name="neurons">Kept neurons.</param>
    private static IEnumerable<(string Name, long[] Shape)> Layer(string prefix, long hidden, long attention, long neurons) =>
    [
        .. Linear(prefix + "attention.self.query", attention, hidden),
        .. Linear(prefix + "attention.self.key", attention, hidden),
        .. Linear(prefix + "attention.self.value", attention, hidden),
        .. Linear(prefix + "attention.output.dense", hidden, attention),
        .. Norm(prefix + "attention.output.LayerNorm", hidden),
        .. Linear(prefix + "intermediate.dense", neurons, hidden),
        .. Linear(prefix + "output.dense", hidden, neurons),
        .. Norm(prefix + "output.LayerNorm", hidden),
    ];

    private static (string Name, long[] Shape)[] Linear(string name, long outputs, long inputs) => [(name + ".weight", [outputs, inputs]), (name + ".bias", [outputs])];

    private static (string Name, long[] Shape)[] Norm(string name, long width) => [(name + ".weight", [width]), (name + ".bias", [width])];
}
