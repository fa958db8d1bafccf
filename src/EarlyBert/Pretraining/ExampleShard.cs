using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace EarlyBert.Pretraining;

/// <summary>
/// One shard, mapped into memory: the system loads the pages that are read and drops them again when it needs the room. Every place that
/// the file names is checked before it is read. Thread-safe.
/// </summary>
internal sealed class ExampleShard : IDisposable
{
    private readonly string _path;
    private readonly int _maxTokens, _vocabularySize, _idBytes;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _table; // where the table of starts begins

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shard">What the manifest says of it.</param>
    /// <param name="manifest">The manifest.</param>
    /// <exception cref="EarlyBertException">It is missing, of another size, or not what the manifest says.</exception>
    public ExampleShard(string path, ExampleStoreShard shard, ExampleStoreManifest manifest)
    {
        _path = path;
        _maxTokens = manifest.MaxTokens;
        _vocabularySize = manifest.VocabularySize;
        _idBytes = ShardFormat.IdBytes(manifest.VocabularySize);
        Count = shard.Examples;
        if (!File.Exists(path))
            throw new EarlyBertException($"'{path}' is missing, though the manifest names it; prepare the text again.");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var bytes = stream.Length;
        _table = bytes - sizeof(long) * (Count + 2);
        if (bytes != shard.Bytes || _table < ShardFormat.HeaderBytes)
        {
            stream.Dispose();
            throw new EarlyBertException($"'{path}' has {bytes} bytes, the manifest says {shard.Bytes} with {Count} examples; prepare the text again.");
        }

        _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        if (HeaderFault(bytes) is { } fault)
        {
            Dispose();
            throw new EarlyBertException($"'{path}' is damaged ({fault}); prepare the text again.");
        }
    }

    /// <summary>Number of examples.</summary>
    public long Count { get; }

    /// <summary>Ids of an example.</summary>
    public int Length(long i)
    {
        Find(i, out var length);
        return length;
    }

    /// <summary>Reads an example; returns how many ids it has.</summary>
    public int Read(long i, Span<int> ids, out int firstSegmentLength, out bool isNext)
    {
        var start = Find(i, out var length);
        if (ids.Length < length)
            throw new ArgumentException($"There is room for {ids.Length} ids, the example has {length}; give as much room as the longest example takes.", nameof(ids));
        ids = ids[..length];
        Span<uint> head = [0];
        ReadAt(start, head);
        firstSegmentLength = (int)(head[0] >> 1);
        isNext = (head[0] & 1) != 0;
        ReadIds(start + ShardFormat.HeadBytes, ids);
        if (firstSegmentLength < ShardFormat.FewestTokens - 2 || firstSegmentLength > length - 2)
            throw Damaged(i, $"its first segment has {firstSegmentLength} of {length} ids");
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)_vocabularySize)
                throw Damaged(i, $"its id {id} is not in the vocabulary of {_vocabularySize}");
        }

        return length;
    }

    /// <summary>Lets go of the file.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private string? HeaderFault(long bytes)
    {
        Span<byte> header = stackalloc byte[ShardFormat.HeaderBytes];
        ReadAt(0, header);
        if (!header.StartsWith(ShardFormat.Magic))
            return "it is no file of examples";
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != ShardFormat.Version)
            return $"its version is {version}, not {ShardFormat.Version}";
        var idBytes = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (idBytes != _idBytes)
            return $"its ids have {idBytes} bytes, those of the vocabulary {_idBytes}";
        Span<long> count = [0];
        ReadAt(bytes - sizeof(long), count);
        return count[0] == Count ? null : $"it says that it has {count[0]} examples, the manifest says {Count}";
    }

    /// <summary>Where an example starts.</summary>
    private long Find(long i, out int length)
    {
        Span<long> bounds = [0, 0];
        ReadAt(_table + sizeof(long) * i, bounds);
        var (start, end) = (bounds[0], bounds[1]);
        if (start < ShardFormat.HeaderBytes || end > _table || end - start < ShardFormat.HeadBytes)
            throw Damaged(i, $"it should stand from byte {start} to {end}");
        var bytes = end - start - ShardFormat.HeadBytes;
        if (bytes % _idBytes != 0 || bytes / _idBytes < ShardFormat.FewestTokens || bytes / _idBytes > _maxTokens)
            throw Damaged(i, $"it should have {bytes} bytes of ids");
        length = (int)(bytes / _idBytes);
        return start;
    }

    private void ReadIds(long place, Span<int> ids)
    {
        if (_idBytes == sizeof(int))
        {
            ReadAt(place, ids);
            return;
        }

        // Narrow ids go to the back half and are spread from the front: a place is read before it is written over.
        var narrow = MemoryMarshal.Cast<int, ushort>(ids)[ids.Length..];
        ReadAt(place, narrow);
        for (var k = 0; k < ids.Length; k++)
            ids[k] = narrow[k];
    }

    private void ReadAt<T>(long place, Span<T> values) where T : unmanaged => _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)place, values);

    private EarlyBertException Damaged(long i, string what) => new($"'{_path}' is damaged (example {i}: {what}); prepare the text again.");
}
