using System.Buffers.Binary;
using System.Text.Json.Nodes;
using EarlyBert.Pretraining;
using EarlyBert.Tests.Text;
using EarlyBert.Tests.Weights;
using EarlyBert.Text;

namespace EarlyBert.Tests.Pretraining;

/// <summary>A store whose files were damaged is refused with a message, or read; nothing outside of its files ever is.</summary>
public sealed class ExampleStoreDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Vocabulary _vocabulary = Vocabularies.OfCharacters();
    private readonly string _shard, _manifest;
    private readonly byte[] _bytes;
    private readonly string _json;

    public ExampleStoreDamageTests()
    {
        ExampleStore.Prepare(Corpora.MakeUp(20, seed: 1), _vocabulary, lowerCase: true, _folder.Root, new ExampleStoreOptions { MaxTokens = 32, HeldOutShare = 0.1 });
        (_shard, _manifest) = (_folder.PathOf("train-00000.bin"), _folder.PathOf("manifest.json"));
        (_bytes, _json) = (File.ReadAllBytes(_shard), File.ReadAllText(_manifest));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_DamagedShard_NamesItAndBothHashes()
    {
        var recorded = JsonNode.Parse(_json)!["shards"]![0]!["sha256"]!.GetValue<string>();
        _bytes[200] ^= 1;
        File.WriteAllBytes(_shard, _bytes);
        var found = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_bytes));

        Assert.All([_shard, recorded, found, "prepare the text again"], part => Assert.Contains(part, Fault(), StringComparison.Ordinal));
        ExampleStore.Open(_folder.Root, verify: false).Dispose();
    }

    [Fact]
    public void Open_TruncatedShard_NamesBothSizes()
    {
        File.WriteAllBytes(_shard, _bytes[..^8]);
        Assert.Contains($"has {_bytes.Length - 8} bytes, the manifest says {_bytes.Length}", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingShard_NamesIt()
    {
        File.Delete(_folder.PathOf("held-out-00000.bin"));
        Assert.Contains("held-out-00000.bin' is missing", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFolderOrManifest_SaysSo()
    {
        File.Delete(_manifest);
        Assert.Contains("holds no prepared examples", Fault(), StringComparison.Ordinal);
        Assert.Contains("holds no prepared examples", Assert.Throws<EarlyBertException>(() => ExampleStore.Open(_folder.PathOf("nothing"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherVocabulary_NamesBoth()
    {
        var other = Vocabularies.Of("a", "b");
        var message = Assert.Throws<EarlyBertException>(() => ExampleStore.Open(_folder.Root, other)).Message;
        Assert.Contains(_vocabulary.Sha256[..12], message, StringComparison.Ordinal);
        Assert.Contains(other.Sha256[..12], message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerFormat_SaysSo()
    {
        File.WriteAllText(_manifest, "{\"formatVersion\": 2, \"parts\": []}");
        Assert.Contains("has format 2, this version reads 1", Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shards", "[]")]
    [InlineData("shards", "null")]
    [InlineData("shards", "[null]")]
    [InlineData("shards", """[{"file":"../train-00000.bin","examples":1,"tokens":1,"bytes":100,"sha256":""}]""")]
    [InlineData("shards", """[{"file":"train-00000.bin","examples":9223372036854775807,"tokens":1,"bytes":100,"sha256":""}]""")]
    [InlineData("shards", """[{"file":"train-00000.bin","examples":-1,"tokens":1,"bytes":100,"sha256":""}]""")]
    [InlineData("shards", """[{"file":"train-00000.bin"}]""")]
    [InlineData("maxTokens", "0")]
    [InlineData("maxTokens", "1000000")]
    [InlineData("vocabularySize", "-1")]
    [InlineData("vocabularySize", "70000")]
    [InlineData("vocabularySha256", "null")]
    [InlineData("trainExamples", "1")]
    [InlineData("formatVersion", "\"one\"")]
    public void Open_ManifestThatContradictsItself_SaysSo(string name, string value)
    {
        var manifest = JsonNode.Parse(_json)!;
        manifest[name] = JsonNode.Parse(value);
        File.WriteAllText(_manifest, manifest.ToJsonString());
        Assert.Contains("damaged", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MutatedManifests_FailCleanlyOrRead()
    {
        foreach (var mutant in Mutations.Of(File.ReadAllBytes(_manifest), count: 1_000, seed: 3))
        {
            File.WriteAllBytes(_manifest, mutant);
            ReadAll();
        }
    }

    [Fact]
    public void Read_MutatedShards_FailCleanlyOrRead()
    {
        var read = 0;
        foreach (var mutant in Mutations.Of(_bytes, count: 1_000, seed: 4))
        {
            // The manifest goes with it, so that the size is no reason to stop.
            File.WriteAllBytes(_shard, mutant);
            var manifest = JsonNode.Parse(_json)!;
            manifest["shards"]![0]!["bytes"] = mutant.Length;
            File.WriteAllText(_manifest, manifest.ToJsonString());
            read += ReadAll() ? 1 : 0;
        }

        Assert.InRange(read, 1, 999);
    }

    [Fact]
    public void Read_MutatedTables_FailCleanlyOrRead()
    {
        var random = new SeededRandom(5);
        var table = _bytes.Length - sizeof(long) * (int)(JsonNode.Parse(_json)!["trainExamples"]!.GetValue<long>() + 2);
        var refused = 0;
        for (var round = 0; round < 1_000; round++)
        {
            var mutant = _bytes.ToArray();
            var entry = mutant.AsSpan(table + sizeof(long) * random.NextInt((mutant.Length - table) / sizeof(long)));
            var old = BinaryPrimitives.ReadInt64LittleEndian(entry);
            BinaryPrimitives.WriteInt64LittleEndian(entry, random.NextInt(4) switch
            {
                0 => unchecked((long)random.NextUInt64()),
                1 => long.MinValue + random.NextInt(100),
                2 => long.MaxValue - random.NextInt(100),
                _ => old + random.NextInt(2_000) - 1_000,
            });
            File.WriteAllBytes(_shard, mutant);
            refused += ReadAll() ? 0 : 1;
        }

        Assert.InRange(refused, 900, 1_000);
    }

    private string Fault() => Assert.Throws<EarlyBertException>(() => ExampleStore.Open(_folder.Root)).Message;

    /// <summary>Reads everything without the hashes' help; false: something was refused.</summary>
    private bool ReadAll()
    {
        try
        {
            using var store = ExampleStore.Open(_folder.Root, verify: false);
            foreach (var set in new[] { store.Train, store.HeldOut })
            {
                var ids = new int[set.MaxTokens];
                for (var i = 0L; i < set.Count; i++)
                {
                    var length = set.Read(i, ids, out var first, out _);
                    Assert.InRange(first, 3, length - 2);
                    Assert.All(ids[..length], id => Assert.InRange(id, 0, store.Manifest.VocabularySize - 1));
                }
            }

            return true;
        }
        catch (EarlyBertException fault)
        {
            Assert.InRange(fault.Message.Length, 20, 2_000);
            return false;
        }
    }
}
