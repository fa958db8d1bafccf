using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>
/// A whole model in one stream, as it lies inside an ML.NET model file: magic, version, then shape, tokenizer settings, vocabulary
/// and safetensors as length-prefixed sections, each followed by its SHA-256, so that damage is found before a tensor is made.
/// </summary>
internal static class ModelStream
{
    private const uint Magic = 0x54524542;                                                                  // "BERT"
    private const int Version = 1;

    private sealed record Tokenizer(bool LowerCase, int MaxTokens);

    public static void Write(Stream stream, BertConfig config, Vocabulary vocabulary, bool lowerCase, int maxTokens, IEnumerable<KeyValuePair<string, Tensor>> weights)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        using var tensors = new MemoryStream();
        SafeTensors.Write(tensors, weights);
        WriteSection(writer, Encoding.UTF8.GetBytes(config.ToJson()));
        WriteSection(writer, JsonSerializer.SerializeToUtf8Bytes(new Tokenizer(lowerCase, maxTokens)));
        WriteSection(writer, Encoding.UTF8.GetBytes(vocabulary.Serialize()));
        WriteSection(writer, tensors.GetBuffer().AsSpan(0, (int)tensors.Length));
    }

    public static T Read<T>(Stream stream, string source, Func<PretrainedBert, T> build)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt32() != Magic)
                throw new EarlyBertException($"'{source}' is no model of this library; load a file that it saved.");
            var version = reader.ReadInt32();
            if (version != Version)
                throw new EarlyBertException($"'{source}' has model format {version}, this version reads {Version}; update EarlyBert.");
            var config = BertConfig.FromJson(Encoding.UTF8.GetString(ReadSection(reader, source)), source);
            var tokenizer = JsonSerializer.Deserialize<Tokenizer>(ReadSection(reader, source)) ?? throw new JsonException("null");
            var vocabulary = Vocabulary.Parse(Encoding.UTF8.GetString(ReadSection(reader, source)));
            using var model = new PretrainedBert(config, vocabulary, tokenizer.LowerCase, tokenizer.MaxTokens, SafeTensors.Read(new MemoryStream(ReadSection(reader, source)), source));
            Check(model, source);
            return build(model);
        }
        catch (Exception fault) when (fault is EndOfStreamException or JsonException or InvalidDataException or IOException)
        {
            throw new EarlyBertException($"'{source}' is damaged or cut short ({fault.Message}); restore it from a copy or train again.", fault);
        }
    }

    /// <summary>The parts belong together; found before a model is built, so that a wrong shape takes no memory.</summary>
    private static void Check(PretrainedBert model, string source)
    {
        var (config, vocabulary, _, maxTokens, weights) = model;
        if (vocabulary.Count > config.VocabSize)
            throw new EarlyBertException($"'{source}' is damaged: its vocabulary has {vocabulary.Count} entries, its configuration says {config.VocabSize}; restore it from a copy or train again.");
        if (maxTokens < 3 || maxTokens > config.MaxPositionEmbeddings)
            throw new EarlyBertException($"'{source}' is damaged: it takes {maxTokens} tokens (allowed: 3 to {config.MaxPositionEmbeddings}); restore it from a copy or train again.");
        EncoderShapes.Check(weights, config, source);
    }

    private static void WriteSection(BinaryWriter writer, ReadOnlySpan<byte> content)
    {
        writer.Write((long)content.Length);
        writer.Write(content);
        writer.Write(SHA256.HashData(content));
    }

    private static byte[] ReadSection(BinaryReader reader, string source)
    {
        var length = reader.ReadInt64();
        if (length < 0 || length > Array.MaxLength)
            throw new EarlyBertException($"'{source}' is damaged: a section claims {length} bytes; restore it from a copy or train again.");
        // Grows with what is really there, so that a false length costs no memory.
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (content.Length < length)
        {
            var read = reader.Read(buffer, 0, (int)Math.Min(buffer.Length, length - content.Length));
            if (read == 0)
                throw new EndOfStreamException($"a section ends after {content.Length} of {length} bytes");
            content.Write(buffer, 0, read);
        }

        var bytes = content.ToArray();
        if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(reader.ReadBytes(SHA256.HashSizeInBytes)))
            throw new EarlyBertException($"'{source}' is damaged: a checksum differs; restore it from a copy or train again.");
        return bytes;
    }
}
