using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EarlyBert.Pretraining;

/// <summary>What is in an <see cref="ExampleStore"/>, and how it was made: the content of its <c>manifest.json</c>.</summary>
public sealed record ExampleStoreManifest
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    internal const int CurrentFormat = 1;

    private const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Format of the folder; 1.</summary>
    public required int FormatVersion { get; init; }

    /// <summary><see cref="Text.Vocabulary.Sha256"/> of the vocabulary that the ids belong to.</summary>
    public required string VocabularySha256 { get; init; }

    /// <summary>Entries of the vocabulary; ids are below it.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The text was lower-cased and its accents stripped.</summary>
    public required bool LowerCase { get; init; }

    /// <summary>Longest example in word pieces, special tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Seed that the examples were drawn with.</summary>
    public required int Seed { get; init; }

    /// <summary>Share of the documents that was asked to be held out.</summary>
    public required double HeldOutShare { get; init; }

    /// <summary>Documents with a word in them.</summary>
    public required long Documents { get; init; }

    /// <summary>Documents of <see cref="Documents"/> that were held out.</summary>
    public required long HeldOutDocuments { get; init; }

    /// <summary>Sentences of all documents; one that is longer than an example counts as several.</summary>
    public required long Sentences { get; init; }

    /// <summary>Examples to train on.</summary>
    public required long TrainExamples { get; init; }

    /// <summary>Examples of the documents held out.</summary>
    public required long HeldOutExamples { get; init; }

    /// <summary>Ids in all examples, special tokens included.</summary>
    public required long Tokens { get; init; }

    /// <summary>Share of the examples whose second segment follows the first one in the text; a little less than a half.</summary>
    public required double NextShare { get; init; }

    /// <summary>Share of <c>[UNK]</c> in the word pieces of the text.</summary>
    public required double UnknownShare { get; init; }

    /// <summary>The files, those to train on first.</summary>
    public required IReadOnlyList<ExampleStoreShard> Shards { get; init; }

    /// <summary>SHA-256 over the files' hashes: the identity of the examples.</summary>
    internal string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(Shards.Select(shard => shard.Sha256)))));

    /// <summary>Writes the file into a folder.</summary>
    internal void Save(string directory) => AtomicFile.Write(Path.Combine(directory, FileName), stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>A folder has the file.</summary>
    internal static bool Exists(string directory) => File.Exists(Path.Combine(directory, FileName));

    /// <summary>Removes the file from a folder if it is there.</summary>
    internal static void Delete(string directory) => File.Delete(Path.Combine(directory, FileName));

    /// <summary>Reads the file of a folder.</summary>
    /// <exception cref="EarlyBertException">It is missing, damaged or of a newer format.</exception>
    internal static ExampleStoreManifest Load(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            throw new EarlyBertException($"'{directory}' holds no prepared examples (there is no {FileName} in it); check the path, or prepare the text with 'earlybert pretrain prepare'.");
        try
        {
            var json = File.ReadAllText(path);
            using (var document = JsonDocument.Parse(json))
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("formatVersion", out var version)
                    && version.TryGetInt64(out var format) && format != CurrentFormat)
                    throw new EarlyBertException($"'{path}' has format {format}, this version reads {CurrentFormat}; update EarlyBert or prepare the text again.");
            }

            var manifest = JsonSerializer.Deserialize<ExampleStoreManifest>(json, Json) ?? throw new JsonException("it is null");
            return manifest.Fault() is { } fault ? throw new JsonException(fault) : manifest;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new EarlyBertException($"'{path}' is damaged ({fault.Message.TrimEnd('.')}); prepare the text again.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{path}' could not be read ({fault.Message.TrimEnd('.')}); check that the file may be read.", fault);
        }
    }

    /// <summary>What contradicts itself, null: nothing. Names of files are what they must be, so none leads out of the folder.</summary>
    private string? Fault()
    {
        if (MaxTokens is < ShardFormat.FewestTokens or > 65536)
            return $"maxTokens is {MaxTokens}";
        if (VocabularySize < 1)
            return $"vocabularySize is {VocabularySize}";
        var train = Shards.TakeWhile((shard, i) => shard?.File == ShardFormat.FileName(heldOut: false, i)).ToArray();
        var heldOut = Shards.Skip(train.Length).TakeWhile((shard, i) => shard?.File == ShardFormat.FileName(heldOut: true, i)).ToArray();
        if (train.Length + heldOut.Length != Shards.Count)
            return "the names of the shards are out of order";
        if (Shards.Any(shard => shard.Examples is < 1 or > int.MaxValue || shard.Bytes < 1 || shard.Sha256 is null))
            return "a shard has no examples";
        if (train.Length == 0 || train.Sum(shard => shard.Examples) != TrainExamples || heldOut.Sum(shard => shard.Examples) != HeldOutExamples)
            return "the numbers of examples do not add up";
        return null;
    }
}
