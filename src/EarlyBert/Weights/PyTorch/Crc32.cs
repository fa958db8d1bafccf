using System.Buffers.Binary;

namespace EarlyBert.Weights.PyTorch;

/// <summary>The checksum of ZIP files (RFC 1952), eight bytes at a time by eight tables.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;

    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = Tables[7][word & 0xff] ^ Tables[6][(word >> 8) & 0xff] ^ Tables[5][(word >> 16) & 0xff] ^ Tables[4][(word >> 24) & 0xff]
                ^ Tables[3][(word >> 32) & 0xff] ^ Tables[2][(word >> 40) & 0xff] ^ Tables[1][(word >> 48) & 0xff] ^ Tables[0][word >> 56];
        }

        foreach (var value in bytes)
            crc = (crc >> 8) ^ Tables[0][(crc ^ value) & 0xff];
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = Enumerable.Range(0, 8).Select(_ => new uint[256]).ToArray();
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (Polynomial & (0 - (crc & 1)));
            tables[0][i] = crc;
        }

        for (var table = 1; table < 8; table++)
        {
            for (var i = 0; i < 256; i++)
                tables[table][i] = (tables[table - 1][i] >> 8) ^ tables[0][tables[table - 1][i] & 0xff];
        }

        return tables;
    }
}
