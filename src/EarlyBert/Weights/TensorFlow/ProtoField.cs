using System.Buffers.Binary;

namespace EarlyBert.Weights.TensorFlow;

/// <summary>A field of a protocol buffer's message.</summary>
/// <param name="number">Its number, which stands for its name.</param>
/// <param name="whole">Its value if it is a whole number, or else 0.</param>
/// <param name="bytes">Its value if it is text or a message, or else empty.</param>
internal readonly ref struct ProtoField(ulong number, ulong whole, ReadOnlySpan<byte> bytes)
{
    public ulong Number { get; } = number;

    public ulong Whole { get; } = whole;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Takes a field from the front of a message.</summary>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public static ProtoField Take(ref ReadOnlySpan<byte> message)
    {
        var tag = Varints.Take(ref message);
        var number = tag >> 3;
        return (tag & 7) switch
        {
            0 => new ProtoField(number, Varints.Take(ref message), []),
            1 => new ProtoField(number, BinaryPrimitives.ReadUInt64LittleEndian(TakeFixed(ref message, 8)), []),
            2 => new ProtoField(number, 0, Varints.TakeBytes(ref message)),
            5 => new ProtoField(number, BinaryPrimitives.ReadUInt32LittleEndian(TakeFixed(ref message, 4)), []),
            var kind => throw new InvalidDataException($"its index has a field of kind {kind}"),
        };
    }

    private static ReadOnlySpan<byte> TakeFixed(ref ReadOnlySpan<byte> message, int length)
    {
        if (message.Length < length)
            throw new InvalidDataException($"its index has a field of {length} bytes where {message.Length} are left");
        var taken = message[..length];
        message = message[length..];
        return taken;
    }
}
