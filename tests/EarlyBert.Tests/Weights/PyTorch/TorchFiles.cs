using System.IO.Compression;

namespace EarlyBert.Tests.Weights.PyTorch;

/// <summary>Writes files as PyTorch's <c>torch.save</c> does, in both formats.</summary>
internal static class TorchFiles
{
    /// <summary>A dictionary of tensors in the format since 1.6.</summary>
    public static byte[] Zip(params SavedTensor[] tensors) => Zip(tensors, CompressionLevel.NoCompression);

    public static byte[] Zip(IReadOnlyList<SavedTensor> tensors, CompressionLevel level) =>
        ZipOf([("a/data.pkl", Dictionary(tensors, isLegacy: false)), .. tensors.DistinctBy(tensor => tensor.Key).Select(tensor => ($"a/data/{tensor.Key}", tensor.Storage)), ("a/version", "3\n"u8.ToArray())], level);

    /// <summary>A file with one pickle and no storages.</summary>
    public static byte[] ZipOf(byte[] pickle) => ZipOf([("a/data.pkl", pickle)]);

    public static byte[] ZipOf(IEnumerable<(string Name, byte[] Content)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A dictionary of tensors in the format before 1.6.</summary>
    public static byte[] Legacy(params SavedTensor[] tensors) => LegacyOf(Dictionary(tensors, isLegacy: true), tensors.DistinctBy(tensor => tensor.Key).ToArray());

    public static byte[] LegacyOf(byte[] pickle, params SavedTensor[] storages)
    {
        var keys = new PickleWriter().Do("](");
        foreach (var storage in storages)
            keys.Text(storage.Key);
        return [.. LegacyStart(), .. pickle, .. keys.Do("e").ToArray(), .. storages.SelectMany(storage => (byte[])[.. BitConverter.GetBytes(storage.Elements), .. storage.Storage])];
    }

    /// <summary>Magic number, version and machine.</summary>
    public static byte[] LegacyStart(long version = 1001, bool isLittleEndian = true) =>
    [
        .. new PickleWriter().Raw(0x8a, 10).Raw(Magic).ToArray(),
        .. new PickleWriter().Whole(version).ToArray(),
        .. new PickleWriter().Do("}(").Text("protocol_version").Whole(version).Text("little_endian").Raw((byte)(isLittleEndian ? 0x88 : 0x89)).Do("u").ToArray(),
    ];

    public static byte[] Dictionary(IEnumerable<SavedTensor> tensors, bool isLegacy)
    {
        var pickle = new PickleWriter().Hooks().Do("(");
        foreach (var tensor in tensors)
        {
            pickle.Text(tensor.Name);
            if (tensor.IsParameter)
                pickle.Global("torch._utils", "_rebuild_parameter").Do("(");
            pickle.Global("torch._utils", "_rebuild_tensor_v2").Do("(").Storage(tensor.StorageType, tensor.Key, tensor.Elements, isLegacy)
                .Whole(tensor.Offset).Tuple(tensor.Shape).Tuple(tensor.Strides).Raw(0x89).Hooks().Do("tR");
            if (tensor.IsParameter)
                pickle.Raw(0x88).Hooks().Do("tR");
        }

        return pickle.Do("u").ToArray();
    }

    private static ReadOnlySpan<byte> Magic => [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
}
