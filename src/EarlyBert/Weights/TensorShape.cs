namespace EarlyBert.Weights;

/// <summary>What a shape that a file claims would take; asked before memory is taken for it.</summary>
internal static class TensorShape
{
    /// <summary>Most dimensions that libtorch's kernels take.</summary>
    public const int MaxDimensions = 64;

    /// <summary>Bytes of a tensor with these sizes, all 0 or more; null: more than any memory.</summary>
    public static long? BytesOf(ReadOnlySpan<long> shape, int elementBytes)
    {
        // Zero counts as one in the first product: libtorch multiplies the sizes of an empty tensor too, for its strides.
        var span = (Int128)elementBytes;
        var length = (Int128)elementBytes;
        foreach (var size in shape)
        {
            span *= Math.Max(size, 1);
            length *= size;
            if (span > long.MaxValue)
                return null;
        }

        return (long)length;
    }
}
