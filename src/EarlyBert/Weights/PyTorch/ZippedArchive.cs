using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace EarlyBert.Weights.PyTorch;

/// <summary>
/// The format of PyTorch 1.6 and later: a ZIP file with one folder, in it <c>data.pkl</c> and the storages as <c>data/KEY</c>, as a
/// rule not compressed. Nothing is unpacked to the disk. What the entries claim is compared with the file before memory is taken.
/// </summary>
internal sealed class ZippedArchive : IStorageReader
{
    /// <summary>Most bytes of the table of contents, of which a BERT-large needs 40,000.</summary>
    private const long MaxContents = 8 << 20;

    private const int MaxName = 512;

    /// <summary>The most that deflate makes of a byte, and of nothing.</summary>
    private const long MostFromAByte = 1032, MostFromNothing = 64;

    /// <summary>How much more than its own length a compressed file may hold; weights shrink by a tenth, constants to nothing.</summary>
    private const long MaxGrowth = 20, SmallFile = 64 << 20;

    private readonly string _source;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly string _folder;

    public ZippedArchive(Stream stream, string source)
    {
        _source = source;
        var metered = new MeteredStream(stream) { Allowance = MaxContents };
        _archive = new ZipArchive(metered, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            AddEntries(stream.Length);
            metered.Allowance = null;
            _folder = FindFolder();
            CheckByteOrder();
            Root = new PickleReader(ReadBytes(_entries[_folder + "data.pkl"], PickleReader.MaxLength), new TorchObjects(source)).Read();
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public object? Root { get; }

    /// <inheritdoc/>
    public Tensor Read(Storage storage)
    {
        var name = $"{_folder}data/{storage.Key}";
        if (!_entries.TryGetValue(name, out var entry))
            throw new InvalidDataException($"it lacks the entry {WeightsFile.Quote(name)}");
        if (entry.Length != storage.Bytes)
            throw new InvalidDataException($"its entry {WeightsFile.Quote(name)} has {entry.Length} bytes instead of {storage.Bytes}");
        using var numbers = entry.Open();
        var tensor = WeightsFile.ReadTensor(numbers, [storage.Elements], storage.Type.Type, storage.Bytes, $"storage {WeightsFile.Quote(storage.Key)}", _source);
        var fault = numbers.ReadByte() >= 0 ? "is longer than it claims" : HasChecksumOf(entry, tensor.bytes) ? null : "was changed or damaged: its checksum (CRC-32) differs";
        if (fault is null)
            return tensor;
        tensor.Dispose();
        throw new InvalidDataException($"its entry {WeightsFile.Quote(name)} {fault}");
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private void AddEntries(long fileLength)
    {
        Int128 stored = 0, unpacked = 0;
        foreach (var entry in _archive.Entries)
        {
            var name = WeightsFile.Quote(entry.FullName);
            if (!IsPlain(entry.FullName))
                throw new InvalidDataException($"its entry {name} would leave the archive's folder");
            if (!_entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"it has the entry {name} twice");
            stored += entry.CompressedLength;
            unpacked += entry.Length;
            if (entry.CompressedLength < 0 || stored > fileLength)
                throw new InvalidDataException($"its entries up to {name} claim {stored} bytes of a file that has {fileLength}");
            if (entry.Length < 0 || entry.Length > MostFromNothing + MostFromAByte * (Int128)entry.CompressedLength || unpacked > Int128.Max(SmallFile, MaxGrowth * (Int128)fileLength))
                throw new InvalidDataException($"its entry {name} claims to unpack {entry.CompressedLength} bytes to {entry.Length}");
        }
    }

    /// <summary>A name below the archive's folder: no drive, no root, no step upwards.</summary>
    private static bool IsPlain(string name) => name.Length is > 0 and <= MaxName && !name.Contains('\\') && !name.Contains(':') && !name.Any(char.IsControl)
        && Array.TrueForAll(name.TrimEnd('/').Split('/'), part => part is not ("" or "." or ".."));

    private string FindFolder()
    {
        const string Pickle = "/data.pkl";
        var found = _entries.Keys.Where(name => name.EndsWith(Pickle, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - Pickle.Length).ToArray();
        return found.Length == 1 ? found[0][..^"data.pkl".Length] : throw new InvalidDataException($"it has {found.Length} entries data.pkl instead of 1");
    }

    private void CheckByteOrder()
    {
        if (_entries.TryGetValue(_folder + "byteorder", out var entry) && Encoding.Latin1.GetString(ReadBytes(entry, most: 16)) is var order and not "little")
            throw new InvalidDataException($"its numbers have the byte order {WeightsFile.Quote(order)} (allowed: 'little')");
    }

    /// <summary>0 stands where PyTorch was told to write none (<c>torch.serialization.set_crc32_options</c>).</summary>
    private static bool HasChecksumOf(ZipArchiveEntry entry, ReadOnlySpan<byte> bytes) => entry.Crc32 == 0 || entry.Crc32 == Crc32.Of(bytes);

    private static byte[] ReadBytes(ZipArchiveEntry entry, int most)
    {
        if (entry.Length > most)
            throw new InvalidDataException($"its entry {WeightsFile.Quote(entry.FullName)} has {entry.Length} bytes (allowed: up to {most})");
        using var content = entry.Open();
        var bytes = new byte[entry.Length];
        content.ReadExactly(bytes);
        if (content.ReadByte() >= 0)
            throw new InvalidDataException($"its entry {WeightsFile.Quote(entry.FullName)} is longer than it claims");
        return HasChecksumOf(entry, bytes) ? bytes : throw new InvalidDataException($"its entry {WeightsFile.Quote(entry.FullName)} was changed or damaged: its checksum (CRC-32) differs");
    }
}
