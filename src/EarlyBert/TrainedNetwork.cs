using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>A trained, folded network. It owns its weights.</summary>
/// <param name="Config">The shape.</param>
/// <param name="Weights">State dict.</param>
/// <param name="Result">What the run leaves beside it.</param>
internal sealed record TrainedNetwork(BertConfig Config, IReadOnlyDictionary<string, Tensor> Weights, FineTuningResult Result) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in Weights.Values)
            weight.Dispose();
    }
}
