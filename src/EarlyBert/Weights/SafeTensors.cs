using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// Reads and writes safetensors files, the format in which Hugging Face keeps weights: eight bytes with the header's length,
/// a JSON header with names, types, shapes and places, then the numbers, little-endian and row-major. Types: F64, F32, F16,
/// BF16, I64, I32, I16, I8, U8, BOOL. Nothing in a file is ever executed, and every number of the header is checked against
/// the file's length before memory is taken for it.
/// </summary>
public static class SafeTensors
{
    /// <summary>Reads all tensors of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where the tensors go; null: the CPU.</param>
    /// <returns>
    /// Tensors by name, in the header's order. They belong to the caller (or to the caller's dispose scope) and need no gradient.
    /// </returns>
    /// <exception cref="EarlyBertException">The file is missing, cannot be read, or is no whole safetensors file.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, Device? device = null) => Read(path, device, _ => true);

    /// <summary>Reads all tensors from a stream, from its position to its end; the stream stays open.</summary>
    /// <param name="stream">A stream at the start of a safetensors file. One that cannot seek is copied to a temporary file first.</param>
    /// <param name="source">What to call it in a message, usually its path.</param>
    /// <param name="device">Where the tensors go; null: the CPU.</param>
    /// <returns>Tensors by name, in the header's order.</returns>
    /// <exception cref="EarlyBertException">The stream holds no whole safetensors file.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream, string source, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
            return Read(stream, source, device, _ => true);

        using var copy = CopyToTemporaryFile(stream, source);
        return Read(copy, source, device, _ => true);
    }

    /// <summary>Writes tensors to a file, beside and renamed. The same tensors in the same order give the same bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Names and tensors, from any device; the header keeps their order.</param>
    /// <param name="metadata">Free text for the header; Hugging Face's loaders want <c>format</c> = <c>pt</c>. Null: none.</param>
    /// <exception cref="EarlyBertException">The file cannot be written; its previous content is still there.</exception>
    /// <exception cref="ArgumentException">A name occurs twice, or a tensor has a type that the format lacks.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes tensors to a stream, at its position; the stream stays open.</summary>
    /// <param name="stream">A stream to write to; it need not seek.</param>
    /// <param name="tensors">Names and tensors, from any device; the header keeps their order.</param>
    /// <param name="metadata">Free text for the header; null: none.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or a tensor has a type that the format lacks.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var named = tensors.ToArray();
        var (entries, inFileOrder) = Arrange(named);
        var header = SafeTensorsHeader.Format(entries, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var index in inFileOrder)
            WriteBytes(stream, named[index].Value);
    }

    /// <summary>The free text entries of a file's header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="EarlyBertException">The file is missing, cannot be read, or is no whole safetensors file.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path) => WeightsFile.Open(path, stream =>
    {
        ReadHeader(stream, path, out var metadata);
        return metadata;
    });

    /// <summary>Reads the tensors whose names are wanted; the bytes of others are passed over.</summary>
    internal static IReadOnlyDictionary<string, Tensor> Read(string path, Device? device, Predicate<string> wanted) =>
        WeightsFile.Open(path, stream => Read(stream, path, device, wanted));

    /// <summary>Without a length a header's claims could not be checked before they are believed.</summary>
    private static FileStream CopyToTemporaryFile(Stream stream, string source)
    {
        FileStream? copy = null;
        try
        {
            var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            copy = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose);
            stream.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            copy?.Dispose();
            throw new EarlyBertException($"'{source}' could not be copied to '{Path.GetTempPath()}' ({fault.Message.TrimEnd('.')}); free some space there.", fault);
        }
    }

    private static OrderedDictionary<string, Tensor> Read(Stream stream, string source, Device? device, Predicate<string> wanted)
    {
        var entries = ReadHeader(stream, source, out _);
        var dataStart = stream.Position;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in entries.Where(entry => wanted(entry.Name)).OrderBy(entry => entry.Begin))
            {
                stream.Position = dataStart + entry.Begin;
                tensors.Add(entry.Name, ReadTensor(stream, entry, source, device));
            }
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }

        var ordered = entries.Where(entry => tensors.ContainsKey(entry.Name)).Select(entry => KeyValuePair.Create(entry.Name, tensors[entry.Name]));
        return new OrderedDictionary<string, Tensor>(ordered, StringComparer.Ordinal);
    }

    private static IReadOnlyList<SafeTensorsHeader.Entry> ReadHeader(Stream stream, string source, out IReadOnlyDictionary<string, string> metadata)
    {
        var available = stream.Length - stream.Position;
        if (available < 8)
            throw SafeTensorsHeader.Damaged(source, $"it has {available} bytes, fewer than the 8 of the header's length");
        Span<byte> lengthBytes = stackalloc byte[8];
        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > SafeTensorsHeader.MaxLength)
            throw SafeTensorsHeader.Damaged(source, $"its header claims {length} bytes (allowed: up to {SafeTensorsHeader.MaxLength})");
        if ((long)length > available - 8)
            throw SafeTensorsHeader.Damaged(source, $"its header claims {length} bytes, the file has {available - 8} after the length");
        var json = new byte[length];
        stream.ReadExactly(json);
        return SafeTensorsHeader.Parse(json, available - 8 - (long)length, source, out metadata);
    }

    private static Tensor ReadTensor(Stream stream, SafeTensorsHeader.Entry entry, string source, Device? device)
    {
        try
        {
            return WeightsFile.To(device, WeightsFile.ReadTensor(stream, entry.Shape, entry.Type, entry.Length, $"tensor {WeightsFile.Quote(entry.Name)}", source));
        }
        catch (EndOfStreamException fault)
        {
            throw SafeTensorsHeader.Damaged(source, $"it ends inside tensor {WeightsFile.Quote(entry.Name)}", fault);
        }
    }

    /// <summary>
    /// Header entries in the order given, and the order in which the data lie: wide types first, so that every tensor starts at a
    /// multiple of its element size, which memory-mapping readers rely on.
    /// </summary>
    private static (SafeTensorsHeader.Entry[] Entries, int[] InFileOrder) Arrange(KeyValuePair<string, Tensor>[] named)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new (string Name, int Bytes)[named.Length];
        for (var i = 0; i < named.Length; i++)
        {
            var (name, tensor) = named[i];
            if (name == SafeTensorsHeader.MetadataKey || !names.Add(name))
                throw new ArgumentException($"A tensor cannot be named '{name}': {(names.Contains(name) ? "the name occurs twice" : "the format keeps that name for itself")}.", nameof(named));
            kinds[i] = SafeTensorsHeader.NameOf(tensor.dtype)
                ?? throw new ArgumentException($"Tensor '{name}' has type {tensor.dtype}, which safetensors cannot hold; convert it first.", nameof(named));
        }

        var inFileOrder = Enumerable.Range(0, named.Length).OrderByDescending(i => kinds[i].Bytes).ToArray();
        var entries = new SafeTensorsHeader.Entry[named.Length];
        var position = 0L;
        foreach (var i in inFileOrder)
        {
            var (name, tensor) = named[i];
            var end = position + tensor.numel() * kinds[i].Bytes;
            entries[i] = new SafeTensorsHeader.Entry(name, kinds[i].Name, tensor.shape, position, end);
            position = end;
        }

        return (entries, inFileOrder);
    }

    private static void WriteBytes(Stream stream, Tensor tensor)
    {
        if (tensor.numel() == 0)
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var onCpu = tensor.device_type == DeviceType.CPU ? tensor : tensor.cpu();
        stream.Write((onCpu.is_contiguous() ? onCpu : onCpu.contiguous()).bytes);
    }
}
