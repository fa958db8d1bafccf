namespace EarlyBert.Weights.TensorFlow;

/// <summary>Whole numbers of one to ten bytes, seven bits in each, the lowest first; the eighth bit says that more follow.</summary>
internal static class Varints
{
    private const int MaxBytes = 10;

    /// <summary>Takes a number from the front of the bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes end inside it, or it takes more than ten.</exception>
    public static ulong Take(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        for (var i = 0; i < MaxBytes && i < bytes.Length; i++)
        {
            number |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80)
                continue;
            bytes = bytes[(i + 1)..];
            return number;
        }

        throw new InvalidDataException("its index has a number without an end");
    }

    /// <summary>Takes a length and as many bytes as it says from the front of the bytes.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public static ReadOnlySpan<byte> TakeBytes(ref ReadOnlySpan<byte> bytes)
    {
        var length = Take(ref bytes);
        if (length > (ulong)bytes.Length)
            throw new InvalidDataException($"its index has a field of {length} bytes where {bytes.Length} are left");
        var taken = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return taken;
    }
}
