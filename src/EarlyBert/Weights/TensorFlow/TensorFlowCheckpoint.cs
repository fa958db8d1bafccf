using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EarlyBert.Weights.TensorFlow;

/// <summary>
/// Reads checkpoints of TensorFlow 1 (<c>NAME.index</c> and <c>NAME.data-00000-of-00001</c>, ...), the format of Google's BERTs. The optimizer's
/// variables and the step are passed over. Every number of the index is checked against the files before memory is taken for it, and
/// the checksums of all that is read are compared.
/// </summary>
internal static class TensorFlowCheckpoint
{
    /// <summary>How the index's name ends.</summary>
    public const string IndexEnding = ".index";

    private const int MaxIndex = 16 << 20, MaxShards = 99_999;

    /// <summary>Reads the tensors whose names, those of Hugging Face, are wanted.</summary>
    /// <param name="path">The index.</param>
    /// <param name="device">Where the tensors go; null: the CPU.</param>
    /// <param name="wanted">Says which.</param>
    /// <returns>Tensors by Hugging Face's name, in the index's order.</returns>
    /// <exception cref="EarlyBertException">A file is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, Device? device, Predicate<string> wanted)
    {
        var stem = path[..^IndexEnding.Length];
        return WeightsFile.Open(path, index => Read(index, path, device, wanted, (shard, shards, read) =>
            WeightsFile.Open(string.Create(CultureInfo.InvariantCulture, $"{stem}.data-{shard:D5}-of-{shards:D5}"), stream =>
            {
                read(stream);
                return true;
            })));
    }

    /// <summary>The same from streams that can seek.</summary>
    /// <param name="index">The index, at its start.</param>
    /// <param name="source">What to call it in a message.</param>
    /// <param name="device">Where the tensors go; null: the CPU.</param>
    /// <param name="wanted">Says which.</param>
    /// <param name="open">Opens a file with numbers, given its number and how many there are, and has it read.</param>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream index, string source, Device? device, Predicate<string> wanted, Action<ulong, ulong, Action<Stream>> open)
    {
        try
        {
            var (header, entries) = ReadIndex(index, wanted);
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var shard in entries.GroupBy(entry => entry.Entry.Shard))
                open(shard.Key, header.Shards, stream => ReadShard(stream, shard.OrderBy(entry => entry.Entry.Offset).ToArray(), source, device, tensors));
            return new OrderedDictionary<string, Tensor>(entries.Select(entry => KeyValuePair.Create(entry.Name, tensors[entry.Name].MoveToOuterDisposeScope())), StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw WeightsFile.Damaged(source, "a whole checkpoint of TensorFlow", fault is EndOfStreamException ? "it ends early" : fault.Message.TrimEnd('.'), fault);
        }
        catch (ExternalException fault)
        {
            throw new EarlyBertException($"There is no memory for the tensors of '{source}' ({fault.Message.Split('\n')[0].TrimEnd('.')}); close other programs or use a smaller model.", fault);
        }
    }

    private static (BundleHeader Header, List<NamedEntry> Entries) ReadIndex(Stream stream, Predicate<string> wanted)
    {
        if (stream.Length > MaxIndex)
            throw new InvalidDataException($"its index has {stream.Length} bytes (allowed: up to {MaxIndex})");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var table = SortedTable.Read(bytes);
        if (table is not [{ Key: "", Value: var first }, ..])
            throw new InvalidDataException("its index has no header");
        var header = BundleHeader.Parse(first.Span);
        if (header.Shards is < 1 or > MaxShards || !header.IsLittleEndian)
            throw new InvalidDataException($"its header names {header.Shards} files (allowed: 1 to {MaxShards}) or another byte order");
        return (header, EntriesOf(table, header, wanted));
    }

    private static List<NamedEntry> EntriesOf(List<KeyValuePair<string, ReadOnlyMemory<byte>>> table, BundleHeader header, Predicate<string> wanted)
    {
        var entries = new List<NamedEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (variable, value) in table.Skip(1))
        {
            if (variable == "_CHECKPOINTABLE_OBJECT_GRAPH")
                throw new InvalidDataException("it was written by TensorFlow 2, whose checkpoints name no variables of BERT");
            if (TensorFlowNames.ToHuggingFace(variable) is not { } known || !wanted(known.Name))
                continue;
            var entry = BundleEntry.Parse(value.Span, variable);
            if (entry.Type is null)
                throw new InvalidDataException($"its tensor {WeightsFile.Quote(variable)} is of TensorFlow's type {entry.TypeNumber}, which holds no weights");
            if (entry.Shard >= header.Shards)
                throw new InvalidDataException($"its tensor {WeightsFile.Quote(variable)} lies in file {entry.Shard} of {header.Shards}");
            if (!names.Add(known.Name))
                throw new InvalidDataException($"it has the weights of {WeightsFile.Quote(known.Name)} under two names");
            if (known.IsTransposed && entry.Shape.Length != 2)
                throw new InvalidDataException($"its tensor {WeightsFile.Quote(variable)} has {entry.Shape.Length} dimensions (allowed: 2)");
            entries.Add(new NamedEntry(known.Name, known.IsTransposed, entry));
        }

        return entries;
    }

    private static void ReadShard(Stream stream, NamedEntry[] entries, string source, Device? device, Dictionary<string, Tensor> tensors)
    {
        var end = 0UL;
        foreach (var (name, _, entry) in entries)
        {
            // Neither beyond the file nor over each other, or a few bytes could stand for any amount of memory.
            if (entry.Offset < end || entry.Offset > (ulong)stream.Length || entry.Length > (ulong)stream.Length - entry.Offset)
                throw new InvalidDataException($"its tensor {WeightsFile.Quote(name)} has {entry.Length} bytes at byte {entry.Offset} of a file of {stream.Length}, or inside another tensor");
            end = entry.Offset + entry.Length;
        }

        foreach (var (name, isTransposed, entry) in entries)
        {
            stream.Position = (long)entry.Offset;
            var tensor = WeightsFile.ReadTensor(stream, entry.Shape, entry.Type!.Value, (long)entry.Length, $"tensor {WeightsFile.Quote(name)}", source);
            if (Checksum.Of(entry.Length == 0 ? [] : tensor.bytes) != entry.Checksum)
                throw new InvalidDataException($"the checksum of tensor {WeightsFile.Quote(name)} differs");
            tensors.Add(name, WeightsFile.To(device, isTransposed ? Transposed(tensor) : tensor));
        }
    }

    private static Tensor Transposed(Tensor tensor)
    {
        using (tensor)
        {
            using var turned = tensor.t();
            return turned.contiguous();
        }
    }

    private sealed record NamedEntry(string Name, bool IsTransposed, BundleEntry Entry);
}
