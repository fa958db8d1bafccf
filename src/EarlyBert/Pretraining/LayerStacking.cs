using System.Globalization;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Pretraining;

/// <summary>
/// Progressive stacking (Gong et al. 2019, Efficient Training of BERT by Progressively Stacking): a deep network starts from a trained
/// shallow one, its layers repeated in order, and so need not learn again what the shallow one knows.
/// </summary>
public static class LayerStacking
{
    private const string Layers = "bert.encoder.layer.";

    /// <summary>A deeper copy of a model: its layers from the first to the last, again and again until there are enough; embeddings and heads are copied.</summary>
    /// <param name="model">The model, which may be pruned; it stays the caller's.</param>
    /// <param name="layers">Layers of the result, more than the model has; the paper doubles them.</param>
    /// <returns>The deeper model, owned by the caller. Where layers were pruned, their copies are as the originals.</returns>
    /// <exception cref="EarlyBertException">The model has as many layers already, or there would be more than a BERT can have.</exception>
    public static PretrainedBert Stack(PretrainedBert model, int layers)
    {
        ArgumentNullException.ThrowIfNull(model);
        var given = model.Config.NumHiddenLayers;
        if (layers <= given)
            throw new EarlyBertException($"The model has {given} layers, {layers} are wanted (allowed: {given + 1} or more); to make it smaller, prune it.");
        var config = model.Config with { NumHiddenLayers = layers, KeptHeads = Repeat(model.Config.KeptHeads, layers), KeptNeurons = Repeat(model.Config.KeptNeurons, layers) };
        config.Validate($"The model with {layers} layers");
        using var guard = no_grad();
        return model with { Config = config, Tensors = Repeat(model.Tensors, given, layers) };
    }

    private static IReadOnlyList<IReadOnlyList<int>>? Repeat(IReadOnlyList<IReadOnlyList<int>>? kept, int layers) =>
        kept is null ? null : [.. Enumerable.Range(0, layers).Select(layer => kept[layer % kept.Count])];

    private static Dictionary<string, Tensor> Repeat(IReadOnlyDictionary<string, Tensor> tensors, int given, int layers)
    {
        var result = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in tensors)
        {
            if (!name.StartsWith(Layers, StringComparison.Ordinal))
            {
                result[name] = tensor.clone();
                continue;
            }

            var end = name.IndexOf('.', Layers.Length);
            for (var layer = int.Parse(name[Layers.Length..end], CultureInfo.InvariantCulture); layer < layers; layer += given)
                result[$"{Layers}{layer.ToString(CultureInfo.InvariantCulture)}{name[end..]}"] = tensor.clone();
        }

        return result;
    }
}
