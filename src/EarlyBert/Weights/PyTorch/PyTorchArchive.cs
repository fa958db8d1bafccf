using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EarlyBert.Weights.PyTorch;

/// <summary>
/// Reads files of PyTorch's <c>torch.save</c> that hold a dictionary of tensors, of every version since 0.4. Such a file is a Python pickle,
/// which elsewhere may run anything; here it can only describe tensors (see <see cref="PickleReader"/>).
/// </summary>
internal static class PyTorchArchive
{
    /// <summary>
    /// How often a storage's numbers may be read: tensors that share them each get their own. Tied weights are the same numbers under
    /// two names; without a bound a few bytes could stand for any amount of memory.
    /// </summary>
    private const int MaxSharing = 4;

    /// <summary>Reads the tensors whose names are wanted.</summary>
    /// <returns>Tensors by name, in the file's order, each with memory of its own.</returns>
    /// <exception cref="EarlyBertException">The file is missing or damaged, or asks for more than weights need.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, Device? device, Predicate<string> wanted) =>
        WeightsFile.Open(path, stream => Read(stream, path, device, wanted));

    /// <summary>The same from a stream that can seek, from its start.</summary>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream, string source, Device? device, Predicate<string> wanted)
    {
        try
        {
            using var archive = Open(stream, source);
            return ReadTensors(archive, ViewsOf(archive.Root).Where(view => wanted(view.Key)).ToArray(), device);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw WeightsFile.Damaged(source, "a whole weights file of PyTorch", fault is EndOfStreamException ? "it ends early" : fault.Message.TrimEnd('.'), fault);
        }
        catch (ExternalException fault)
        {
            throw new EarlyBertException($"There is no memory for the tensors of '{source}' ({fault.Message.Split('\n')[0].TrimEnd('.')}); close other programs or use a smaller model.", fault);
        }
    }

    private static IStorageReader Open(Stream stream, string source)
    {
        Span<byte> start = stackalloc byte[2];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return (read, start[0], start[1]) switch
        {
            (2, (byte)'P', (byte)'K') => new ZippedArchive(stream, source),
            (2, (byte)PickleOpcode.Protocol, _) => new LegacyArchive(stream, source),
            _ => throw new InvalidDataException("it begins neither like a ZIP file nor like a pickle"),
        };
    }

    /// <summary>The tensors of a dictionary; entries of other kinds, such as a step's number, are passed over.</summary>
    private static List<KeyValuePair<string, TensorView>> ViewsOf(object? root)
    {
        var views = new List<KeyValuePair<string, TensorView>>();
        foreach (var (name, value) in root as PickleDictionary ?? throw new InvalidDataException("it holds no dictionary of tensors"))
        {
            if (value is not TensorView view)
                continue;
            if (view.Fault() is { } fault)
                throw new InvalidDataException($"tensor {WeightsFile.Quote(name)} {fault}");
            views.Add(new(name, view));
        }

        return views;
    }

    private static OrderedDictionary<string, Tensor> ReadTensors(IStorageReader archive, KeyValuePair<string, TensorView>[] views, Device? device)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var sharing in views.GroupBy(view => view.Value.Storage))
        {
            var total = TotalOf(sharing);
            using var numbers = total > 0 ? archive.Read(sharing.Key) : null;                               // (N)
            var isShared = sharing.Skip(1).Any();
            foreach (var (name, view) in sharing)
                tensors.Add(name, WeightsFile.To(device, numbers is null || view.Bytes == 0 ? zeros(view.Shape, view.Storage.Type.Type) : Extract(numbers, view, isShared)));
        }

        return new OrderedDictionary<string, Tensor>(views.Select(view => KeyValuePair.Create(view.Key, tensors[view.Key].MoveToOuterDisposeScope())), StringComparer.Ordinal);
    }

    /// <summary>Bytes of the tensors that share a storage, in a memory of its own each.</summary>
    private static Int128 TotalOf(IGrouping<Storage, KeyValuePair<string, TensorView>> sharing)
    {
        Int128 total = 0;
        foreach (var (_, view) in sharing)
            total += view.Bytes;
        return total <= MaxSharing * (Int128)sharing.Key.Bytes
            ? total
            : throw new InvalidDataException($"the tensors of its storage {WeightsFile.Quote(sharing.Key.Key)} take {total} bytes out of {sharing.Key.Bytes} (allowed: {MaxSharing} times as many)");
    }

    /// <summary>The tensor's numbers in its own order and memory; a tensor that is the whole storage takes over the storage's.</summary>
    private static Tensor Extract(Tensor numbers, TensorView view, bool isShared)
    {
        if (view.IsWhole && !isShared)
            return numbers.reshape(view.Shape);
        using var part = numbers.as_strided(view.Shape, view.Strides, view.Offset);
        return part.is_contiguous() ? part.clone() : part.contiguous();
    }
}
