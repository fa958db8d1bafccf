using System.Globalization;

namespace EarlyBert.Pretraining;

/// <summary>
/// A file of examples, little-endian. Header, 16 bytes: magic, version (int32), bytes of an id (int32; 2 or 4). Then the examples: a
/// head (uint32; twice the length of the first segment, plus 1 if the second one follows it in the text) and the ids. Then a table of
/// where each example starts and the last one ends (int64). Then the number of examples (int64).
/// </summary>
internal static class ShardFormat
{
    /// <summary>The version this code writes.</summary>
    public const int Version = 1;

    /// <summary>Bytes of the header.</summary>
    public const int HeaderBytes = 16;

    /// <summary>Bytes before the ids of an example.</summary>
    public const int HeadBytes = sizeof(uint);

    /// <summary>Ids of the shortest example: <c>[CLS] a [SEP] b [SEP]</c>.</summary>
    public const int FewestTokens = 5;

    /// <summary>The first eight bytes.</summary>
    public static ReadOnlySpan<byte> Magic => "EBPAIRS\n"u8;

    /// <summary>Bytes of an id: 2 while all ids fit.</summary>
    public static int IdBytes(int vocabularySize) => vocabularySize <= 1 << 16 ? sizeof(ushort) : sizeof(int);

    /// <summary>The head of an example.</summary>
    public static uint Head(int firstSegmentLength, bool isNext) => ((uint)firstSegmentLength << 1) | (isNext ? 1u : 0u);

    /// <summary>The name of a shard.</summary>
    public static string FileName(bool heldOut, int index) => string.Create(CultureInfo.InvariantCulture, $"{(heldOut ? "held-out" : "train")}-{index:00000}.bin");

    /// <summary>All shards in a folder.</summary>
    public static string[] FilesIn(string directory) => [.. Directory.GetFiles(directory, "train-?????.bin"), .. Directory.GetFiles(directory, "held-out-?????.bin")];
}
