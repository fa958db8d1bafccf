using static TorchSharp.torch;

namespace EarlyBert.Bert;

/// <summary>
/// Linear layers whose width is no multiple of 8, as a ticket's seldom is: MKL, with which the TorchSharp packages compute, takes up to twice as long for
/// them. So the weights get a few rows of zeros for the product.
/// </summary>
internal static class FastWidth
{
    private const long Multiple = 8;

    // Copying the weights takes as long as their product with a few dozen tokens.
    private const long FewestTokens = 128;

    /// <summary>(..., H) to (..., I), or with zeros behind the I outputs where that is faster.</summary>
    /// <param name="input">(..., H).</param>
    /// <param name="weight">(I, H).</param>
    /// <param name="bias">(I).</param>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor bias)
    {
        var missing = -weight.shape[0] & (Multiple - 1);
        return missing > 0 && input.NumberOfElements / weight.shape[1] >= FewestTokens
            ? nn.functional.linear(input, nn.functional.pad(weight, [0, 0, 0, missing]), nn.functional.pad(bias, (0, missing)))
            : nn.functional.linear(input, weight, bias);
    }

    /// <summary>Takes what <see cref="Linear"/> gave, (..., I) or with zeros behind, to (..., H).</summary>
    /// <param name="units">(..., I), or with zeros behind.</param>
    /// <param name="weight">(H, I).</param>
    /// <param name="bias">(H).</param>
    public static Tensor Projection(Tensor units, Tensor weight, Tensor bias)
    {
        var zeros = units.shape[^1] - weight.shape[1];
        return nn.functional.linear(units, zeros > 0 ? nn.functional.pad(weight, (0, zeros)) : weight, bias);
    }
}
