using System.Numerics;

namespace EarlyBert.Cli.Reports.TensorBoard;

/// <summary>The checksum of TFRecord files: CRC-32C (Castagnoli), rotated and shifted so that a checksum over checksums stays sound.</summary>
internal static class MaskedCrc
{
    /// <summary>What TensorFlow adds after the rotation (tensorflow/core/lib/hash/crc32c.h, <c>kMaskDelta</c>).</summary>
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>CRC-32C, as RFC 3720 has it.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>The masked checksum.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Crc32C(bytes), 15) + MaskDelta;
}
