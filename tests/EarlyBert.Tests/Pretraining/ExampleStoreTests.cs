using System.Security.Cryptography;
using EarlyBert.Pretraining;
using EarlyBert.Tests.Text;
using EarlyBert.Text;

namespace EarlyBert.Tests.Pretraining;

public sealed class ExampleStoreTests : IDisposable
{
    private static readonly Vocabulary Letters = Vocabularies.OfCharacters();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(64, 0.1, 0.1, 0)]
    [InlineData(128, 0.0, 0.5, 1)]
    [InlineData(8, 0.49, 1.0, 2)]
    [InlineData(300, 0.001, 0.0, 3)]
    public void Prepare_Corpus_GivesTheExamplesOfThePlainAlgorithm(int maxTokens, double heldOutShare, double shortShare, int seed)
    {
        var documents = Corpora.MakeUp(800, seed);
        var options = new ExampleStoreOptions { MaxTokens = maxTokens, HeldOutShare = heldOutShare, ShortShare = shortShare, Seed = seed, ShardBytes = 1 << 16 };

        var manifest = Prepare(documents, options);

        var (train, heldOut) = PairsAnew.Make(documents, Letters, options);
        using var store = ExampleStore.Open(_folder.Root, Letters);
        AssertSame(train, store.Train);
        AssertSame(heldOut, store.HeldOut);
        Assert.Equal(heldOutShare > 0, heldOut.Count > 0);
        Assert.Equal((800, train.Count, heldOut.Count), (manifest.Documents, manifest.TrainExamples, manifest.HeldOutExamples));
        Assert.Equal(train.Concat(heldOut).Sum(example => (long)example.Ids.Length), manifest.Tokens);
        Assert.Equal(train.Concat(heldOut).Average(example => example.IsNext ? 1.0 : 0.0), manifest.NextShare, 1e-12);
        Assert.Equal(manifest.Tokens, manifest.Shards.Sum(shard => shard.Tokens));
        Assert.All(manifest.Shards, shard => Assert.InRange(shard.Bytes, 1, 1 << 16));
        Assert.True(manifest.Shards.Count > 1);
    }

    [SkippableFact]
    public void Prepare_RealText_IsBalancedAndFull()
    {
        var documents = Corpora.Wikipedia(2_000);
        var vocabulary = VocabularyTrainer.Train(documents.SelectMany(document => document), 4_000);
        var manifest = ExampleStore.Prepare(documents, vocabulary, lowerCase: true, _folder.Root, new ExampleStoreOptions { HeldOutShare = 0.02 });

        using var store = ExampleStore.Open(_folder.Root, vocabulary);
        var ids = new int[128];
        var lengths = new List<int>();
        for (var i = 0L; i < store.Train.Count; i++)
        {
            var length = store.Train.Read(i, ids, out var first, out _);
            lengths.Add(length);
            Assert.Equal((vocabulary.ClassificationId, vocabulary.SeparatorId, vocabulary.SeparatorId), (ids[0], ids[first - 1], ids[length - 1]));
            Assert.Equal(2, ids.AsSpan(0, length).Count(vocabulary.SeparatorId));
        }

        Assert.InRange(manifest.NextShare, 0.4, 0.52);
        Assert.InRange(lengths.Count(length => length == 128) / (double)lengths.Count, 0.6, 0.95);
        Assert.True(lengths.Count(length => length < 64) > 0.03 * lengths.Count, "there are no short examples");
        Assert.InRange(manifest.HeldOutDocuments, 20, 65);
        Assert.InRange(manifest.UnknownShare, 0, 0.01);
        Assert.Equal(2_000, manifest.Documents);
    }

    [Fact]
    public void Prepare_AnyNumberOfThreads_GivesTheSameBytes()
    {
        var documents = Corpora.MakeUp(5_000, seed: 4); // several blocks
        Prepare(documents, new ExampleStoreOptions { MaxTokens = 64, ShardBytes = 1 << 20, Threads = 1 });
        var first = Hashes();

        Prepare(documents, new ExampleStoreOptions { MaxTokens = 64, ShardBytes = 1 << 20, Threads = 7 });

        Assert.Equal(first, Hashes());
        Prepare(documents, new ExampleStoreOptions { MaxTokens = 64, ShardBytes = 1 << 20, Seed = 43 });
        Assert.NotEqual(first, Hashes());
    }

    [Fact]
    public void Prepare_IntoAnOldStore_ReplacesIt()
    {
        _folder.Write("notes.txt", "mine");
        Prepare(Corpora.MakeUp(1_500, seed: 1), new ExampleStoreOptions { ShardBytes = 1 << 16, HeldOutShare = 0.2 });
        Assert.True(Directory.GetFiles(_folder.Root).Length > 5);

        Prepare(Corpora.MakeUp(10, seed: 2), new ExampleStoreOptions { HeldOutShare = 0 });

        Assert.Equal(["manifest.json", "notes.txt", "train-00000.bin"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order());
        using var store = ExampleStore.Open(_folder.Root);
        Assert.Equal((0, 10), (store.HeldOut.Count, store.Manifest.Documents));
    }

    [Fact]
    public void Prepare_WideVocabulary_KeepsItsIds()
    {
        var vocabulary = Vocabularies.Of([.. Enumerable.Range(0, 70_000).Select(i => $"w{i}")]);
        var documents = Enumerable.Range(0, 20).Select(document => new[] { string.Join(' ', Enumerable.Range(0, 300).Select(i => $"w{(i * 233 + document) % 70_000}")) }).ToArray();
        var options = new ExampleStoreOptions { HeldOutShare = 0 };

        ExampleStore.Prepare(documents, vocabulary, lowerCase: true, _folder.Root, options);

        using var store = ExampleStore.Open(_folder.Root, vocabulary);
        var (train, _) = PairsAnew.Make(documents, vocabulary, options);
        AssertSame(train, store.Train);
        Assert.Contains(train, example => example.Ids.Max() > 65_536);
    }

    [Fact]
    public void Prepare_SingleDocument_TakesOtherSentencesFromAnotherPlace()
    {
        var sentences = Enumerable.Range(0, 200).Select(i => $"{(char)('A' + i % 26)}{new string((char)('a' + i / 26), 10)}.").ToArray(); // of 12 pieces, so that nothing is cut
        var manifest = Prepare([[string.Join(' ', sentences)]], new ExampleStoreOptions { MaxTokens = 3 + 4 * 12, ShortShare = 0 });

        Assert.Equal((1, 0), (manifest.Documents, manifest.HeldOutDocuments));
        Assert.InRange(manifest.NextShare, 0.3, 0.7);
        using var store = ExampleStore.Open(_folder.Root);
        var pieces = new WordPiece(Letters);
        for (var i = 0; i < store.Train.Count; i++)
        {
            var ids = new int[store.Train.MaxTokens];
            var length = store.Train.Read(i, ids, out var first, out var isNext);
            var text = $"{pieces.Decode(ids[1..(first - 1)])} {pieces.Decode(ids[first..(length - 1)])}".Replace(" ", "", StringComparison.Ordinal);
            Assert.Equal(isNext, string.Concat(sentences).ToLowerInvariant().Contains(text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Prepare_TwoDocuments_HoldsOneOut()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var manifest = Prepare([["A b. C d. E f."], ["G h. I j. K l."]], new ExampleStoreOptions { Seed = seed, HeldOutShare = seed % 2 == 0 ? 0.001 : 0.499 });
            Assert.Equal((2, 1), (manifest.Documents, manifest.HeldOutDocuments));
        }
    }

    [Fact]
    public void Prepare_NoText_SaysSo()
    {
        Assert.Contains("no text", Assert.Throws<EarlyBertException>(() => Prepare([])).Message, StringComparison.Ordinal);
        Assert.Contains("no text", Assert.Throws<EarlyBertException>(() => Prepare([[""], [], ["\u200B"]])).Message, StringComparison.Ordinal);
        Assert.Contains("too short", Assert.Throws<EarlyBertException>(() => Prepare([["One sentence."]])).Message, StringComparison.Ordinal);
        Assert.Contains("null", Assert.Throws<EarlyBertException>(() => Prepare([["a"], [null!]])).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Prepare_OptionsOutOfRange_NamesEveryOne()
    {
        var message = Assert.Throws<EarlyBertException>(() => Prepare([["a"]], new ExampleStoreOptions { MaxTokens = 7, HeldOutShare = 0.5, ShortShare = 2, ShardBytes = 1 })).Message;
        Assert.All(["MaxTokens is 7", "HeldOutShare is 0.5", "ShortShare is 2", "ShardBytes is 1"], fault => Assert.Contains(fault, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Prepare_Interrupted_LeavesWhatWasThere()
    {
        var stopped = Assert.Throws<InvalidOperationException>(() => Prepare(Corpora.MakeUp(5_000, seed: 1).Concat(Enumerable.Range(0, 1).Select<int, string[]>(_ => throw new InvalidOperationException("stop")))));
        Assert.Equal("stop", stopped.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
        Assert.Throws<EarlyBertException>(() => ExampleStore.Open(_folder.Root));

        Prepare(Corpora.MakeUp(10, seed: 2));
        var before = Hashes();
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => ExampleStore.Prepare(
            Corpora.MakeUp(9_000, seed: 3), Letters, lowerCase: true, _folder.Root, new ExampleStoreOptions(), new Canceller(cancellation), cancellation.Token));

        Assert.Equal(before, Hashes());
        ExampleStore.Open(_folder.Root).Dispose();
    }

    [Fact]
    public void Prepare_AfterAKill_StartsAnew()
    {
        // What a kill leaves: unfinished files, or finished ones without a manifest.
        Directory.CreateDirectory(_folder.PathOf("unfinished"));
        _folder.Write("unfinished/train-00000.bin", "half");
        _folder.Write("train-00000.bin", "whole");
        _folder.Write("train-00001.bin", "whole");
        Assert.Contains("no manifest.json", Assert.Throws<EarlyBertException>(() => ExampleStore.Open(_folder.Root)).Message, StringComparison.Ordinal);

        Prepare(Corpora.MakeUp(10, seed: 2), new ExampleStoreOptions { HeldOutShare = 0 });

        Assert.Equal(["manifest.json", "train-00000.bin"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order());
        ExampleStore.Open(_folder.Root).Dispose();
    }

    [Fact]
    public void Prepare_FolderIsAFile_NamesIt()
    {
        var path = _folder.Write("file", "");
        var fault = Assert.Throws<EarlyBertException>(() => ExampleStore.Prepare(Corpora.MakeUp(10, 1), Letters, lowerCase: true, path, new ExampleStoreOptions()));
        Assert.Contains($"could not be written to '{path}'", fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Prepare_FullDisk_SaysSoAndKeepsTheOldStore()
    {
        using var disk = new SmallDisk(_folder.PathOf("disk"), "256k");
        ExampleStore.Prepare(Corpora.MakeUp(100, 1), Letters, lowerCase: true, disk.Root, new ExampleStoreOptions());

        var fault = Assert.Throws<EarlyBertException>(() => ExampleStore.Prepare(Corpora.MakeUp(5_000, 1), Letters, lowerCase: true, disk.Root, new ExampleStoreOptions()));

        Assert.Contains("The disk is full", fault.Message, StringComparison.Ordinal);
        Assert.Contains(disk.Root, fault.Message, StringComparison.Ordinal);
        using var store = ExampleStore.Open(disk.Root);
        Assert.Equal(100, store.Manifest.Documents);
        Assert.False(Directory.Exists(Path.Combine(disk.Root, "unfinished")));
    }

    [Fact]
    public void Read_FromManyThreads_GivesTheSame()
    {
        Prepare(Corpora.MakeUp(500, seed: 6), new ExampleStoreOptions { MaxTokens = 64, ShardBytes = 1 << 16 });
        using var store = ExampleStore.Open(_folder.Root);
        var expected = Enumerable.Range(0, (int)store.Train.Count).Select(i => Read(store.Train, i)).ToArray();

        Parallel.For(0, 20_000, round =>
        {
            var i = (int)((uint)round * 2_654_435_761 % (uint)expected.Length);
            Assert.Equal(expected[i].Ids, Read(store.Train, i).Ids);
        });
    }

    [Fact]
    public void Read_NoSuchExampleOrNoRoom_SaysSo()
    {
        Prepare(Corpora.MakeUp(10, seed: 6));
        using var store = ExampleStore.Open(_folder.Root);

        Assert.Throws<ArgumentOutOfRangeException>(() => store.Train.Length(store.Train.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Train.Read(-1, new int[128], out _, out _));
        Assert.Throws<ArgumentException>(() => store.Train.Read(0, new int[store.Train.Length(0) - 1], out _, out _));
    }

    [Fact]
    public void Read_ClosedStore_Throws()
    {
        Prepare(Corpora.MakeUp(10, seed: 6));
        var store = ExampleStore.Open(_folder.Root);
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Train.Length(0));
    }

    private ExampleStoreManifest Prepare(IEnumerable<IReadOnlyList<string>> documents, ExampleStoreOptions? options = null) =>
        ExampleStore.Prepare(documents, Letters, lowerCase: true, _folder.Root, options ?? new ExampleStoreOptions());

    private string[] Hashes() => [.. Directory.GetFiles(_folder.Root).Order().Select(path => $"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")];

    private static void AssertSame(List<PairsAnew.Example> expected, ExampleSet actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            var example = Read(actual, i);
            Assert.Equal(expected[i].Ids, example.Ids);
            Assert.Equal((expected[i].FirstSegmentLength, expected[i].IsNext), (example.FirstSegmentLength, example.IsNext));
            Assert.Equal(expected[i].Ids.Length, actual.Length(i));
        }
    }

    private static PairsAnew.Example Read(ExampleSet set, long i)
    {
        var ids = new int[set.MaxTokens];
        var length = set.Read(i, ids, out var firstSegmentLength, out var isNext);
        return new PairsAnew.Example(ids[..length], firstSegmentLength, isNext);
    }

    private sealed class Canceller(CancellationTokenSource cancellation) : IProgress<long>
    {
        public void Report(long value) => cancellation.Cancel();
    }
}
