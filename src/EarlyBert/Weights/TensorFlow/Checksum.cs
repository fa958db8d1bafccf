using System.Buffers.Binary;
using System.Numerics;

namespace EarlyBert.Weights.TensorFlow;

/// <summary>CRC-32C as TensorFlow stores it: rotated and shifted, so that a checksum of data with checksums in it stays useful.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
