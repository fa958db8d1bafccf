using System.Buffers.Binary;
using System.Text;
using EarlyBert.Weights.TensorFlow;

namespace EarlyBert.Tests.Weights.TensorFlow;

/// <summary>Writes checkpoints as TensorFlow 1 does: a sorted table of protocol buffers, and the numbers.</summary>
internal static class CheckpointWriter
{
    public const ulong Float = 1;

    /// <summary>The header's message.</summary>
    public static byte[] Header(ulong shards = 1, ulong endianness = 0) => [.. Field(1, shards), .. Field(2, endianness), .. Field(3, [.. Field(1, 1)])];

    /// <summary>A tensor's message.</summary>
    public static byte[] Entry(ulong type, long[] shape, ulong shard, ulong offset, ulong length, uint checksum) =>
    [
        .. Field(1, type), .. Field(2, shape.SelectMany(size => Field(2, Field(1, (ulong)size)))), .. Field(3, shard), .. Field(4, offset), .. Field(5, length),
        .. Varint((6 << 3) | 5), .. BitConverter.GetBytes(checksum),
    ];

    /// <summary>A checkpoint of floats in one file.</summary>
    public static (byte[] Index, byte[] Data) Write(params (string Name, long[] Shape, float[] Values)[] tensors)
    {
        var data = new List<byte>();
        var entries = new List<(string, byte[])> { ("", Header()) };
        foreach (var (name, shape, values) in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            var bytes = values.SelectMany(BitConverter.GetBytes).ToArray();
            entries.Add((name, Entry(Float, shape, 0, (ulong)data.Count, (ulong)bytes.Length, Checksum.Of(bytes))));
            data.AddRange(bytes);
        }

        return (Table(entries.ToArray()), data.ToArray());
    }

    /// <summary>A table with a block of these entries, in the order given.</summary>
    public static byte[] Table(params (string Key, byte[] Value)[] entries) => Table(Block(entries));

    /// <summary>A table with one block of this content, and right checksums.</summary>
    public static byte[] Table(byte[] block, byte compression = 0)
    {
        var index = Block([("z", [.. Varint(0), .. Varint((ulong)block.Length)])]);
        var second = block.Length + 5;
        return [.. block, .. Trailer(block, compression), .. index, .. Trailer(index, 0), .. Footer((ulong)second, (ulong)index.Length)];
    }

    /// <summary>A block's content: every key shares what it can with the one before.</summary>
    public static byte[] Block(IEnumerable<(string Key, byte[] Value)> entries)
    {
        var bytes = new List<byte>();
        byte[] before = [];
        foreach (var (key, value) in entries)
        {
            var letters = Encoding.UTF8.GetBytes(key);
            var shared = before.AsSpan().CommonPrefixLength(letters);
            bytes.AddRange([.. Varint((ulong)shared), .. Varint((ulong)(letters.Length - shared)), .. Varint((ulong)value.Length), .. letters[shared..], .. value]);
            before = letters;
        }

        return [.. bytes, 0, 0, 0, 0, 1, 0, 0, 0];
    }

    public static byte[] Footer(ulong offset, ulong length)
    {
        var footer = new byte[48];
        byte[] handles = [0, 0, .. Varint(offset), .. Varint(length)];
        handles.CopyTo(footer, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), 0xdb4775248b80fb57);
        return footer;
    }

    public static byte[] Varint(ulong number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number | 0x80));
        return [.. bytes, (byte)number];
    }

    private static byte[] Trailer(byte[] block, byte compression) => [compression, .. BitConverter.GetBytes(Checksum.Of([.. block, compression]))];

    private static byte[] Field(ulong number, ulong value) => [.. Varint(number << 3), .. Varint(value)];

    private static byte[] Field(ulong number, IEnumerable<byte> value)
    {
        var bytes = value.ToArray();
        return [.. Varint((number << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];
    }
}
