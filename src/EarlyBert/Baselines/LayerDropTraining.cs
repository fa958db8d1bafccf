using System.Globalization;
using System.Text.RegularExpressions;
using EarlyBert.Bert;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Baselines;

/// <summary>Training with LayerDrop and leaving out layers at the end (Fan et al. 2019): what the paper's Table 2 compares with.</summary>
internal static partial class LayerDropTraining
{
    /// <summary>Trains from <paramref name="initial"/>, which is not changed.</summary>
    public static TrainedWeights Train(FineTuning run, BertConfig config, IReadOnlyDictionary<string, Tensor> initial, StagePlan plan)
    {
        var drop = new LayerDrop(config.NumHiddenLayers, run.Options.Draw.LayerRatio, run.Options.Seed);
        using var model = run.Build(config, initial, coefficients: false);
        model.Bert.LayerDrop = drop;
        var steps = run.Train(model, plan);
        return new TrainedWeights(Shape(config, drop.Kept), Weights(StateDict.Copy(model), drop.Kept), steps);
    }

    /// <summary>The shape of a network with these layers alone.</summary>
    internal static BertConfig Shape(BertConfig config, IReadOnlyList<int> kept) => config with
    {
        NumHiddenLayers = kept.Count,
        KeptHeads = config.KeptHeads is { } heads ? [.. kept.Select(layer => heads[layer])] : null,
        KeptNeurons = config.KeptNeurons is { } neurons ? [.. kept.Select(layer => neurons[layer])] : null,
    };

    /// <summary>The weights of the layers that stay, counted anew; the others are disposed.</summary>
    internal static Dictionary<string, Tensor> Weights(IReadOnlyDictionary<string, Tensor> weights, IReadOnlyList<int> kept)
    {
        var left = new Dictionary<string, Tensor>();
        foreach (var (name, weight) in weights)
        {
            var layer = LayerName().Match(name);
            if (!layer.Success)
                left.Add(name, weight);
            else if (kept.ToList().IndexOf(int.Parse(layer.Value, CultureInfo.InvariantCulture)) is >= 0 and var place)
                left.Add(string.Create(CultureInfo.InvariantCulture, $"{name[..layer.Index]}{place}{name[(layer.Index + layer.Length)..]}"), weight);
            else
                weight.Dispose();
        }

        return left;
    }

    [GeneratedRegex(@"(?<=\.encoder\.layer\.)\d+")]
    private static partial Regex LayerName();
}
