using System.Buffers.Binary;

namespace EarlyBert.Cli.Reports.TensorBoard;

/// <summary>Frames records as TFRecord files do: length (8 bytes, little-endian), its masked checksum (4), the bytes, their masked checksum (4).</summary>
/// <param name="stream">Where they go.</param>
internal sealed class RecordWriter(Stream stream)
{
    public void Write(ReadOnlySpan<byte> record)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedCrc.Of(header[..8]));
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedCrc.Of(record));
        stream.Write(header);
        stream.Write(record);
        stream.Write(footer);
    }
}
