using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EarlyBert.Pretraining;

/// <summary>Writes one shard from front to back and hashes it on the way.</summary>
internal sealed class ShardWriter : IDisposable
{
    private readonly string _name;
    private readonly int _idBytes;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly List<long> _starts = [ShardFormat.HeaderBytes];
    private int _buffered;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="idBytes">Bytes of an id.</param>
    public ShardWriter(string folder, string name, int idBytes)
    {
        _name = name;
        _idBytes = idBytes;
        _file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        Span<byte> header = stackalloc byte[ShardFormat.HeaderBytes];
        ShardFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], ShardFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], idBytes);
        Write(header);
    }

    /// <summary>Number of examples so far.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>Bytes of the file if it ended now.</summary>
    public long Bytes => _starts[^1] + sizeof(long) * (_starts.Count + 1L);

    /// <summary>Adds an example.</summary>
    public void Add(ReadOnlySpan<byte> example)
    {
        Write(example);
        _starts.Add(_starts[^1] + example.Length);
    }

    /// <summary>Writes the table and brings the file to the disk.</summary>
    public ExampleStoreShard Finish()
    {
        var bytes = Bytes;
        var ids = (_starts[^1] - ShardFormat.HeaderBytes - ShardFormat.HeadBytes * (long)Count) / _idBytes;
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var start in CollectionsMarshal.AsSpan(_starts))
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, start);
            Write(number);
        }

        BinaryPrimitives.WriteInt64LittleEndian(number, Count);
        Write(number);
        Flush();
        _file.Flush(flushToDisk: true);
        return new ExampleStoreShard(_name, Count, ids, bytes, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_buffered == _buffer.Length)
                Flush();
            var part = bytes[..Math.Min(bytes.Length, _buffer.Length - _buffered)];
            part.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private void Flush()
    {
        var filled = _buffer.AsSpan(0, _buffered);
        _file.Write(filled);
        _hash.AppendData(filled);
        _buffered = 0;
    }
}
