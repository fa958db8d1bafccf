namespace EarlyBert.Weights.PyTorch;

/// <summary>A tensor as a pickle describes it: where in a storage its numbers are.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Offset">The first number's place.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">Numbers from one index of a dimension to the next.</param>
internal sealed record TensorView(Storage Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>Bytes of the tensor by itself, once checked.</summary>
    public long Bytes => TensorShape.BytesOf(Shape, Storage.Type.ElementBytes)!.Value;

    /// <summary>Whether the tensor is the whole storage in the storage's order.</summary>
    public bool IsWhole
    {
        get
        {
            var expected = 1L;
            for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
            {
                if (Shape[dimension] != 1 && Strides[dimension] != expected)
                    return false;
                expected *= Shape[dimension];
            }

            return Offset == 0 && expected == Storage.Elements;
        }
    }

    /// <summary>What is wrong with the claims, as the end of a clause; null: every number lies inside the storage.</summary>
    public string? Fault()
    {
        if (Shape.Length != Strides.Length)
            return $"has {Shape.Length} sizes and {Strides.Length} strides";
        if (Offset < 0 || Array.Exists(Shape, size => size < 0) || Array.Exists(Strides, stride => stride < 0))
            return "has an offset, a size or a stride below 0";
        if (TensorShape.BytesOf(Shape, Storage.Type.ElementBytes) is not { } length)
            return "has a shape larger than any memory";

        if (length == 0)
            return null;

        var last = (Int128)Offset;
        for (var dimension = 0; dimension < Shape.Length; dimension++)
            last += (Int128)(Shape[dimension] - 1) * Strides[dimension];
        if (last >= Storage.Elements)
            return $"reads number {last} of a storage that has {Storage.Elements}";

        // Otherwise a stride of 0 lets four bytes stand for any amount of memory.
        return length > Storage.Bytes ? $"reads numbers of its storage more than once ({length} bytes out of {Storage.Bytes})" : null;
    }
}
