using System.Buffers.Binary;
using System.Text;

namespace EarlyBert.Weights.TensorFlow;

/// <summary>
/// A table of keys in ascending order and their values, the format of LevelDB: blocks of entries, of which each leaves out what its
/// key has in common with the one before; a block with the places of the others; a footer with the place of that one.
/// </summary>
internal static class SortedTable
{
    private const int FooterLength = 48, TrailerLength = 5;
    private const ulong Magic = 0xdb4775248b80fb57;

    // A BERT-large with its optimizer's slots has 1,200 entries, none with a key of 120 letters.
    private const int MaxKey = 512, MaxEntries = 1 << 16;

    /// <summary>All entries of a file, in its order.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static List<KeyValuePair<string, ReadOnlyMemory<byte>>> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < FooterLength || BinaryPrimitives.ReadUInt64LittleEndian(file.Span[^8..]) != Magic)
            throw new InvalidDataException("its index does not end like one");
        var footer = file.Span[^FooterLength..];
        TakeHandle(ref footer); // The place of a block that TensorFlow leaves empty.
        var blocks = file[..^FooterLength];
        var entries = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        var key = new byte[MaxKey];
        var keyLength = -1;
        foreach (var handle in PlacesOf(Block(blocks, TakeHandle(ref footer))))
            AddEntries(Block(blocks, handle), entries, key, ref keyLength);
        return entries;
    }

    /// <summary>The places of the blocks, from the block that lists them; its keys only help to search.</summary>
    private static List<(ulong Offset, ulong Size)> PlacesOf(ReadOnlyMemory<byte> block)
    {
        var listed = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        var keyLength = -1;
        AddEntries(block, listed, new byte[MaxKey], ref keyLength);
        return listed.ConvertAll(entry =>
        {
            var value = entry.Value.Span;
            return TakeHandle(ref value);
        });
    }

    private static (ulong Offset, ulong Size) TakeHandle(ref ReadOnlySpan<byte> bytes) => (Varints.Take(ref bytes), Varints.Take(ref bytes));

    /// <summary>The content of a block, whose checksum is right.</summary>
    private static ReadOnlyMemory<byte> Block(ReadOnlyMemory<byte> blocks, (ulong Offset, ulong Size) handle)
    {
        var length = (ulong)blocks.Length;
        if (length < TrailerLength || handle.Size > length - TrailerLength || handle.Offset > length - TrailerLength - handle.Size)
            throw new InvalidDataException($"its index has a block of {handle.Size} bytes at byte {handle.Offset}, beyond its end");
        var content = blocks.Slice((int)handle.Offset, (int)handle.Size);
        var trailer = blocks.Span.Slice((int)(handle.Offset + handle.Size), TrailerLength);
        if (trailer[0] != 0)
            throw new InvalidDataException($"its index is compressed by method {trailer[0]} (allowed: 0, which is none)");
        if (Checksum.Of(blocks.Span.Slice((int)handle.Offset, (int)handle.Size + 1)) != BinaryPrimitives.ReadUInt32LittleEndian(trailer[1..]))
            throw new InvalidDataException("a checksum of its index differs");
        return content;
    }

    /// <summary>Adds a block's entries; the key before them, whose length is negative at first, is lower than each of theirs.</summary>
    private static void AddEntries(ReadOnlyMemory<byte> block, List<KeyValuePair<string, ReadOnlyMemory<byte>>> entries, byte[] key, ref int keyLength)
    {
        // At the block's end: places where a key is whole, and their number.
        var restarts = block.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(block.Span[^4..]);
        if (restarts > (block.Length - 4) / 4)
            throw new InvalidDataException("a block of its index has no entries");
        var contentLength = block.Length - 4 - 4 * (int)restarts;
        var rest = block.Span[..contentLength];
        var blockKeyLength = 0;
        Span<byte> before = stackalloc byte[MaxKey];
        while (!rest.IsEmpty)
        {
            var (shared, added, valueLength) = (Varints.Take(ref rest), Varints.Take(ref rest), Varints.Take(ref rest));
            if (shared > (ulong)blockKeyLength || added > MaxKey - shared || added > (ulong)rest.Length || valueLength > (ulong)rest.Length - added)
                throw new InvalidDataException($"its index has an entry longer than its block, or a key longer than {MaxKey} bytes");
            key.AsSpan(0, Math.Max(keyLength, 0)).CopyTo(before);
            rest[..(int)added].CopyTo(key.AsSpan((int)shared));
            blockKeyLength = (int)(shared + added);
            if (keyLength >= 0 && key.AsSpan(0, blockKeyLength).SequenceCompareTo(before[..keyLength]) <= 0)
                throw new InvalidDataException("the names in its index are not in order");
            if (entries.Count == MaxEntries)
                throw new InvalidDataException($"its index has more than {MaxEntries} entries");
            keyLength = blockKeyLength;
            rest = rest[(int)added..];
            entries.Add(new(Encoding.UTF8.GetString(key, 0, keyLength), block.Slice(contentLength - rest.Length, (int)valueLength)));
            rest = rest[(int)valueLength..];
        }
    }
}
