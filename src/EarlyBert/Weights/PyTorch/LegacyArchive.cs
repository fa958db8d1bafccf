using System.Buffers.Binary;
using static TorchSharp.torch;

namespace EarlyBert.Weights.PyTorch;

/// <summary>
/// The format of PyTorch before 1.6: five pickles in a row (a magic number, the format's version, what the machine was, the object
/// that was saved, the storages' keys), then each storage as a count and that many numbers.
/// </summary>
internal sealed class LegacyArchive : IStorageReader
{
    private const long Version = 1001;

    private static readonly Int128 Magic = Int128.Parse("119547037146038801333356"); // 0x1950a86a20f9469cfc6c

    private readonly Stream _stream;
    private readonly string _source;
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    public LegacyArchive(Stream stream, string source)
    {
        _stream = stream;
        _source = source;
        var bytes = new byte[Math.Min(stream.Length, PickleReader.MaxLength)];
        stream.ReadExactly(bytes);
        var objects = new TorchObjects(source);
        var reader = new PickleReader(bytes, objects);
        if (reader.Read() is not Int128 magic || magic != Magic)
            throw new InvalidDataException("it does not begin with PyTorch's magic number");
        if (reader.Read() is var version && version is not Version)
            throw new InvalidDataException($"its format has the version {version ?? "None"} (allowed: {Version})");
        if (reader.Read() is not PickleDictionary machine || machine.GetValueOrDefault("little_endian") is false)
            throw new InvalidDataException("it comes from a machine with another byte order");
        Root = reader.Read();
        if (reader.Read() is not List<object?> keys)
            throw new InvalidDataException("it has no list of storages");
        Locate(keys, reader.Position, objects.Storages);
    }

    /// <inheritdoc/>
    public object? Root { get; }

    /// <inheritdoc/>
    public Tensor Read(Storage storage)
    {
        if (!_places.TryGetValue(storage.Key, out var place))
            throw new InvalidDataException($"it lacks the storage {WeightsFile.Quote(storage.Key)}");
        _stream.Position = place;
        return WeightsFile.ReadTensor(_stream, [storage.Elements], storage.Type.Type, storage.Bytes, $"storage {WeightsFile.Quote(storage.Key)}", _source);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Finds where each storage's numbers are, all inside the file.</summary>
    private void Locate(List<object?> keys, long position, IReadOnlyDictionary<string, Storage> storages)
    {
        Span<byte> count = stackalloc byte[8];
        foreach (var key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage) || !_places.TryAdd(name, position + count.Length))
                throw new InvalidDataException($"its list of storages has {(key is string text ? WeightsFile.Quote(text) : "a key")} twice, or no tensor needs it");
            _stream.Position = position;
            _stream.ReadExactly(count);
            if (BinaryPrimitives.ReadInt64LittleEndian(count) is var elements && elements != storage.Elements)
                throw new InvalidDataException($"its storage {WeightsFile.Quote(name)} has {elements} numbers instead of {storage.Elements}");
            position += count.Length;
            if (storage.Bytes > _stream.Length - position)
                throw new InvalidDataException($"its storage {WeightsFile.Quote(name)} takes {storage.Bytes} bytes, the file has {_stream.Length - position} more");
            position += storage.Bytes;
        }
    }
}
