using static TorchSharp.torch;

namespace EarlyBert.Tickets;

/// <summary>
/// Multiplies the coefficients into the projections that follow them, so that a plain BERT computes the same without them: columns
/// of the attention's output matrix by their head's coefficient, columns of the second FFN matrix by their neuron's.
/// </summary>
public static class CoefficientFolding
{
    /// <summary>The weights without coefficients.</summary>
    /// <param name="weights">State dict with Hugging Face's names, with or without coefficients.</param>
    /// <returns>New tensors, owned by the caller.</returns>
    public static IReadOnlyDictionary<string, Tensor> Fold(IEnumerable<KeyValuePair<string, Tensor>> weights)
    {
        using var guard = no_grad();
        var coefficients = weights.Select(pair => (Unit: UnitName.Find(pair.Key), pair.Value))
            .Where(pair => pair.Unit is { IsCoefficient: true })
            .ToDictionary(pair => (pair.Unit!.Value.Layer, pair.Unit.Value.IsHead), pair => pair.Value);
        return weights.Where(pair => UnitName.Find(pair.Key) is not { IsCoefficient: true }).ToDictionary(pair => pair.Key, pair =>
        {
            using var scope = NewDisposeScope();
            var folded = UnitName.Find(pair.Key) is { IsProjection: true } unit && coefficients.TryGetValue((unit.Layer, unit.IsHead), out var c)
                ? Scale(pair.Value.detach(), c.detach().reshape(-1))
                : pair.Value.detach().clone();
            return folded.DetachFromDisposeScope();
        });
    }

    private static Tensor Scale(Tensor matrix, Tensor coefficients) =>                                      // (H, units·width), (units)
        matrix.reshape(matrix.shape[0], coefficients.shape[0], -1).mul(coefficients.reshape(1, -1, 1)).reshape(matrix.shape);
}
