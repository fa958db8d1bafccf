using static TorchSharp.torch;

namespace EarlyBert.Weights.TensorFlow;

/// <summary>A tensor of a checkpoint: what it is and where its numbers are.</summary>
/// <param name="Type">The numbers' type; null: one that cannot be read.</param>
/// <param name="TypeNumber">TensorFlow's number of the type.</param>
/// <param name="Shape">Sizes, all 0 or more.</param>
/// <param name="Shard">The file.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Bytes, which fit the shape if the type is known.</param>
/// <param name="Checksum">Checksum of the bytes.</param>
internal sealed record BundleEntry(ScalarType? Type, ulong TypeNumber, long[] Shape, ulong Shard, ulong Offset, ulong Length, uint Checksum)
{
    /// <summary>TensorFlow's numbers of types, the library's types, and bytes of an element.</summary>
    private static readonly (ulong Number, ScalarType Type, int Bytes)[] Types =
    [
        (1, ScalarType.Float32, 4), (2, ScalarType.Float64, 8), (3, ScalarType.Int32, 4), (4, ScalarType.Byte, 1), (5, ScalarType.Int16, 2),
        (6, ScalarType.Int8, 1), (9, ScalarType.Int64, 8), (10, ScalarType.Bool, 1), (14, ScalarType.BFloat16, 2), (19, ScalarType.Float16, 2),
    ];

    /// <exception cref="InvalidDataException">The message is damaged, or the tensor lies in parts.</exception>
    public static BundleEntry Parse(ReadOnlySpan<byte> message, string name)
    {
        var (type, shard, offset, length, checksum) = (0UL, 0UL, 0UL, 0UL, 0UL);
        long[] shape = [];
        while (!message.IsEmpty)
        {
            var field = ProtoField.Take(ref message);
            switch (field.Number)
            {
                case 1:
                    type = field.Whole;
                    break;
                case 2:
                    shape = ParseShape(field.Bytes, name);
                    break;
                case 3:
                    shard = field.Whole;
                    break;
                case 4:
                    offset = field.Whole;
                    break;
                case 5:
                    length = field.Whole;
                    break;
                case 6:
                    checksum = field.Whole;
                    break;
                case 7:
                    throw new InvalidDataException($"its tensor {WeightsFile.Quote(name)} lies in parts, which cannot be put together");
            }
        }

        var index = Array.FindIndex(Types, known => known.Number == type);
        if (index >= 0 && TensorShape.BytesOf(shape, Types[index].Bytes) is var needed && (ulong?)needed != length)
            throw new InvalidDataException($"its tensor {WeightsFile.Quote(name)} claims {length} bytes, its shape needs {(needed is { } bytes ? bytes : "more than any memory has")}");
        return new BundleEntry(index < 0 ? null : Types[index].Type, type, shape, shard, offset, length, (uint)checksum);
    }

    private static long[] ParseShape(ReadOnlySpan<byte> message, string name)
    {
        var sizes = new List<long>();
        while (!message.IsEmpty)
        {
            var field = ProtoField.Take(ref message);
            if (field.Number == 3 && field.Whole != 0)
                throw new InvalidDataException($"its tensor {WeightsFile.Quote(name)} has no known shape");
            if (field.Number != 2)
                continue;
            if (sizes.Count == TensorShape.MaxDimensions)
                throw new InvalidDataException($"its tensor {WeightsFile.Quote(name)} has more than {TensorShape.MaxDimensions} dimensions");
            sizes.Add(ParseSize(field.Bytes, name));
        }

        return sizes.ToArray();
    }

    private static long ParseSize(ReadOnlySpan<byte> message, string name)
    {
        var size = 0UL;
        while (!message.IsEmpty)
        {
            var field = ProtoField.Take(ref message);
            if (field.Number == 1)
                size = field.Whole;
        }

        return size <= long.MaxValue ? (long)size : throw new InvalidDataException($"its tensor {WeightsFile.Quote(name)} has a size below 0");
    }
}
