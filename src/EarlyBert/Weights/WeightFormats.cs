using EarlyBert.Weights.PyTorch;
using EarlyBert.Weights.TensorFlow;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>The formats in which model folders hold their weights.</summary>
internal static class WeightFormats
{
    /// <summary>The file that this library writes.</summary>
    public const string Preferred = "model.safetensors";

    private const string PyTorchFile = "pytorch_model.bin", CheckpointFile = "bert_model.ckpt.index", IndexEnding = ".index.json";

    /// <summary>Those that can be read, the best first: where a folder has several, they are the same weights.</summary>
    private static readonly string[] Known = [Preferred, Preferred + IndexEnding, PyTorchFile, PyTorchFile + IndexEnding, CheckpointFile];

    private static readonly string[] Unknown = ["tf_model.h5", "flax_model.msgpack"];

    /// <summary>Path of the file that <see cref="Read"/> takes; null: the folder has none.</summary>
    /// <exception cref="EarlyBertException">The folder holds weights in another format, or several checkpoints.</exception>
    public static string? Find(string directory)
    {
        if (Array.Find(Known, name => File.Exists(Path.Combine(directory, name))) is { } known)
            return Path.Combine(directory, known);

        // Fine-tuning with Google's scripts leaves checkpoints that are named by their step.
        var checkpoints = Directory.GetFiles(directory, "*.ckpt*" + TensorFlowCheckpoint.IndexEnding, new EnumerationOptions());
        if (checkpoints.Length > 1)
            throw new EarlyBertException($"'{directory}' holds {checkpoints.Length} checkpoints, {Path.GetFileName(checkpoints.Min(StringComparer.Ordinal))} among them; leave one there, or name it {CheckpointFile}.");
        if (checkpoints.Length == 1)
            return checkpoints[0];
        if (Array.Find(Unknown, name => File.Exists(Path.Combine(directory, name))) is { } unknown)
            throw new EarlyBertException($"'{directory}' holds its weights as {unknown}, which cannot be read; convert it to {Preferred} (in Python: BertModel.from_pretrained(...).save_pretrained(..., safe_serialization=True)).");
        return null;
    }

    /// <summary>Reads the tensors whose names are wanted from a file of any format.</summary>
    /// <returns>Tensors by Hugging Face's names, in the file's order.</returns>
    /// <exception cref="EarlyBertException">A file is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, Device? device, Predicate<string> wanted)
    {
        if (path.EndsWith(IndexEnding, StringComparison.Ordinal))
            return ReadShards(path, device, wanted);
        return path.EndsWith(TensorFlowCheckpoint.IndexEnding, StringComparison.Ordinal) ? TensorFlowCheckpoint.Read(path, device, wanted) : ReadFile(path, device, wanted);
    }

    private static IReadOnlyDictionary<string, Tensor> ReadFile(string path, Device? device, Predicate<string> wanted) =>
        path.EndsWith(".safetensors", StringComparison.Ordinal) ? SafeTensors.Read(path, device, wanted) : PyTorchArchive.Read(path, device, wanted);

    private static OrderedDictionary<string, Tensor> ReadShards(string index, Device? device, Predicate<string> wanted)
    {
        var files = ShardIndex.Read(index).Where(entry => wanted(entry.Key)).ToArray();
        var tensors = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var shard in files.GroupBy(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal))
            {
                var names = shard.ToHashSet(StringComparer.Ordinal);
                var path = Path.Combine(Path.GetDirectoryName(index)!, shard.Key);
                foreach (var (name, tensor) in ReadFile(path, device, names.Contains))
                    tensors.Add(name, tensor);
                if (shard.FirstOrDefault(name => !tensors.ContainsKey(name)) is { } missing)
                    throw new EarlyBertException($"'{path}' lacks {WeightsFile.Quote(missing)}, which '{Path.GetFileName(index)}' promises; download both again.");
            }
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }

        return tensors;
    }
}
