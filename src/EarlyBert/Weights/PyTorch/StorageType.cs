using static TorchSharp.torch;

namespace EarlyBert.Weights.PyTorch;

/// <summary>A class of storages: what its numbers are.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Type">The numbers' type.</param>
/// <param name="ElementBytes">Bytes of a number.</param>
internal sealed record StorageType(string Name, ScalarType Type, int ElementBytes)
{
    /// <summary>Those that can be read.</summary>
    public static IReadOnlyList<StorageType> All { get; } =
    [
        new("FloatStorage", ScalarType.Float32, 4), new("HalfStorage", ScalarType.Float16, 2), new("BFloat16Storage", ScalarType.BFloat16, 2),
        new("DoubleStorage", ScalarType.Float64, 8), new("LongStorage", ScalarType.Int64, 8), new("IntStorage", ScalarType.Int32, 4),
        new("ShortStorage", ScalarType.Int16, 2), new("CharStorage", ScalarType.Int8, 1), new("ByteStorage", ScalarType.Byte, 1),
        new("BoolStorage", ScalarType.Bool, 1),
    ];
}
