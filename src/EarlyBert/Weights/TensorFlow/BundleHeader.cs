namespace EarlyBert.Weights.TensorFlow;

/// <summary>The first entry of a checkpoint's index.</summary>
/// <param name="Shards">Files with the numbers.</param>
/// <param name="IsLittleEndian">The numbers' byte order.</param>
internal sealed record BundleHeader(ulong Shards, bool IsLittleEndian)
{
    public static BundleHeader Parse(ReadOnlySpan<byte> message)
    {
        var (shards, endianness) = (0UL, 0UL);
        while (!message.IsEmpty)
        {
            var field = ProtoField.Take(ref message);
            if (field.Number == 1)
                shards = field.Whole;
            else if (field.Number == 2)
                endianness = field.Whole;
        }

        return new BundleHeader(shards, endianness == 0);
    }
}
