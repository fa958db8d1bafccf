using System.Text.Json;

namespace EarlyBert.Weights;

/// <summary>The list that stands beside weights in several files: <c>weight_map</c> says which tensor is in which.</summary>
internal static class ShardIndex
{
    /// <summary>Longest list in bytes; that of a BERT takes 30 kB.</summary>
    private const int MaxLength = 16 << 20;

    /// <summary>Names of tensors and of the files they are in, which lie in the same folder.</summary>
    /// <exception cref="EarlyBertException">The list is missing or damaged, or names files elsewhere.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using var document = WeightsFile.Open(path, stream => stream.Length <= MaxLength
                ? JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 8 })
                : throw new InvalidDataException($"it has {stream.Length} bytes (allowed: up to {MaxLength})"));
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException("it has no object weight_map");
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in map.EnumerateObject())
            {
                var file = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
                if (!IsPlain(file))
                    throw new InvalidDataException($"it says that {WeightsFile.Quote(entry.Name)} is in {WeightsFile.Quote(file)}, which is no plain file name, and so no file of its folder");
                if (!files.TryAdd(entry.Name, file))
                    throw new InvalidDataException($"it has {WeightsFile.Quote(entry.Name)} twice");
            }

            return files;
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or InvalidOperationException)
        {
            // Text that is no Unicode throws InvalidOperationException.
            throw WeightsFile.Damaged(path, "a whole list of weights files", fault is InvalidDataException ? fault.Message : "it is no valid JSON", fault);
        }
    }

    private static bool IsPlain(string file) => file.Length is > 0 and <= 255 && file is not ("." or "..") && file.AsSpan().IndexOfAny('/', '\\', ':') < 0 && !file.Any(char.IsControl);
}
