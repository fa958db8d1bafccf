using System.Text.Json;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// The header of a safetensors file: names, types, shapes and places of its tensors. Everything is checked against the
/// length of the data before anything is allocated for it, so that a damaged header cannot ask for memory.
/// </summary>
internal static class SafeTensorsHeader
{
    /// <summary>Longest header in bytes, the limit of the reference implementation.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>The key of the free text entries.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Names of the types in the file, the library's types, and bytes of an element.</summary>
    private static readonly (string Name, ScalarType Type, int Bytes)[] Types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>One tensor: where its bytes are, counted from the end of the header.</summary>
    public sealed record Entry(string Name, string Dtype, long[] Shape, long Begin, long End)
    {
        public ScalarType Type => Find(Dtype)!.Value.Type;

        public long Length => End - Begin;
    }

    /// <summary>Reads the header's JSON and checks it against the bytes that follow it.</summary>
    /// <returns>The tensors in the header's order.</returns>
    public static IReadOnlyList<Entry> Parse(ReadOnlySpan<byte> json, long dataLength, string source) => Parse(json, dataLength, source, out _);

    /// <summary>The same, with the free text entries.</summary>
    public static IReadOnlyList<Entry> Parse(ReadOnlySpan<byte> json, long dataLength, string source, out IReadOnlyDictionary<string, string> metadata)
    {
        List<Entry> entries;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        metadata = texts;
        try
        {
            entries = ParseEntries(json, source, texts);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for text that is no Unicode.
            throw Damaged(source, "its header is no valid JSON", fault);
        }

        CheckPlaces(entries, dataLength, source);
        return entries;
    }

    /// <summary>The header's bytes for tensors in the order given, padded with spaces so that the data starts at a multiple of 8.</summary>
    public static byte[] Format(IReadOnlyList<Entry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            foreach (var entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Dtype);
                json.WriteStartArray("shape");
                foreach (var size in entry.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(entry.Begin);
                json.WriteNumberValue(entry.End);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    /// <summary>The file's name and element size of a type; null: the format has none.</summary>
    public static (string Name, int Bytes)? NameOf(ScalarType type)
    {
        foreach (var (name, known, bytes) in Types)
        {
            if (known == type)
                return (name, bytes);
        }

        return null;
    }

    public static EarlyBertException Damaged(string source, string reason, Exception? cause = null) => WeightsFile.Damaged(source, "a whole safetensors file", reason, cause);

    private static List<Entry> ParseEntries(ReadOnlySpan<byte> json, string source, Dictionary<string, string> metadata)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Damaged(source, "its header is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                throw Damaged(source, $"its header has {WeightsFile.Quote(name)} twice");
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Damaged(source, $"the header's entry {WeightsFile.Quote(name)} is no JSON object");
            if (name == MetadataKey)
                ParseMetadata(ref reader, source, metadata);
            else
                entries.Add(ParseEntry(ref reader, name, source));
        }

        if (reader.Read())
            throw Damaged(source, "its header goes on after the closing brace");
        return entries;
    }

    private static void ParseMetadata(ref Utf8JsonReader reader, string source, Dictionary<string, string> metadata)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw Damaged(source, $"{MetadataKey} holds something else than text");
            metadata[key] = reader.GetString()!;
        }
    }

    private static Entry ParseEntry(ref Utf8JsonReader reader, string name, string source)
    {
        string? dtype = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            switch (property)
            {
                case "dtype" when dtype is null && reader.TokenType == JsonTokenType.String:
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(ref reader, name, "shape", TensorShape.MaxDimensions, source);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(ref reader, name, "data_offsets", 2, source);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Damaged(source, $"tensor {WeightsFile.Quote(name)} has '{property}' twice or of a wrong kind");
                default:
                    reader.Skip();
                    break;
            }
        }

        if (dtype is null || shape is null || offsets is not { Length: 2 })
            throw Damaged(source, $"tensor {WeightsFile.Quote(name)} lacks its dtype, its shape or its two data_offsets");
        return CheckEntry(name, dtype, shape, offsets[0], offsets[1], source);
    }

    private static long[] ParseNumbers(ref Utf8JsonReader reader, string name, string property, int most, string source)
    {
        var numbers = new List<long>();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Damaged(source, $"'{property}' of tensor {WeightsFile.Quote(name)} is no list");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Damaged(source, $"'{property}' of tensor {WeightsFile.Quote(name)} holds something else than whole numbers from 0");
            if (numbers.Count == most)
                throw Damaged(source, $"'{property}' of tensor {WeightsFile.Quote(name)} has more than {most} numbers");
            numbers.Add(number);
        }

        return numbers.ToArray();
    }

    private static Entry CheckEntry(string name, string dtype, long[] shape, long begin, long end, string source)
    {
        if (Find(dtype) is not { } type)
            throw new EarlyBertException($"'{source}' holds tensor {WeightsFile.Quote(name)} as {WeightsFile.Quote(dtype)}, which cannot be read (allowed: {string.Join(", ", Types.Select(known => known.Name))}); save it in one of these types.");

        if (TensorShape.BytesOf(shape, type.Bytes) is not { } length)
            throw Damaged(source, $"the shape of tensor {WeightsFile.Quote(name)} is larger than any memory");
        if (end < begin || end - begin != length)
            throw Damaged(source, $"tensor {WeightsFile.Quote(name)} needs {length} bytes for its shape but claims bytes {begin} to {end}");
        return new Entry(name, dtype, shape, begin, end);
    }

    private static void CheckPlaces(List<Entry> entries, long dataLength, string source)
    {
        var position = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.End > dataLength)
                throw Damaged(source, $"tensor {WeightsFile.Quote(entry.Name)} ends at byte {entry.End} of the data, of which there are {dataLength}");
            if (entry.Begin != position)
                throw Damaged(source, $"tensor {WeightsFile.Quote(entry.Name)} starts at byte {entry.Begin} of the data, {(entry.Begin < position ? "inside the tensor before it" : "after a gap")} (expected: {position})");
            position = entry.End;
        }

        if (position != dataLength)
            throw Damaged(source, $"{dataLength - position} bytes belong to no tensor");
    }

    private static (string Name, ScalarType Type, int Bytes)? Find(string dtype)
    {
        foreach (var known in Types)
        {
            if (known.Name == dtype)
                return known;
        }

        return null;
    }
}
