using EarlyBert.Pretraining;
using EarlyBert.Text;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class PretrainPrepareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _text, _vocabulary, _out;

    public PretrainPrepareTests()
    {
        _text = _folder.Write("corpus.txt", ToyCorpus.Text(200));
        _vocabulary = _folder.PathOf("vocab.txt");
        _out = _folder.PathOf("examples");
        VocabularyTrainer.Train(CorpusReader.Lines([_text]), 200).Save(_vocabulary);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prepare_Corpus_WritesExamplesAndSaysHowMany()
    {
        var lines = CliRun.Of("pretrain", "prepare", "--text", _text, _text, "--vocab", _vocabulary, "--out", _out, "--max-tokens", "48", "--held-out", "0.1", "--seed", "7").Succeeded().Lines;

        using var store = ExampleStore.Open(_out, Vocabulary.Load(_vocabulary));
        var manifest = store.Manifest;
        Assert.Equal((400, 48, 7, 0.1, true), (manifest.Documents, manifest.MaxTokens, manifest.Seed, manifest.HeldOutShare, manifest.LowerCase));
        Assert.Equal($"documents  400, {manifest.HeldOutDocuments} of them held out", lines[0]);
        Assert.Equal(["documents", "examples", "tokens", "next", "unknown", "seconds", "MB", "written"], lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Prepare_Defaults_AreThoseOfTheLibrary()
    {
        CliRun.Of("pretrain", "prepare", "--text", _text, "--vocab", _vocabulary, "--out", _out).Succeeded();

        using var store = ExampleStore.Open(_out);
        Assert.Equal((128, 42, 0.005), (store.Manifest.MaxTokens, store.Manifest.Seed, store.Manifest.HeldOutShare));
    }

    [Fact]
    public void Prepare_Cased_KeepsCapitals()
    {
        VocabularyTrainer.Train(CorpusReader.Lines([_text]), 200, lowerCase: false).Save(_vocabulary);

        var cased = CliRun.Of("pretrain", "prepare", "--text", _text, "--vocab", _vocabulary, "--out", _out, "--cased").Succeeded();
        Assert.Empty(cased.Error);
        Assert.False(ExampleStoreManifestOf(_out).LowerCase);

        var lowered = CliRun.Of("pretrain", "prepare", "--text", _text, "--vocab", _vocabulary, "--out", _out).Succeeded();
        Assert.Contains("--cased", lowered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_InputThatCannotBeUsed_FailsAndKeepsTheOldExamples()
    {
        CliRun.Of("pretrain", "prepare", "--text", _text, "--vocab", _vocabulary, "--out", _out).Succeeded();

        CliRun.Of("pretrain", "prepare", "--text", _folder.PathOf("nothing.xz"), "--vocab", _vocabulary, "--out", _out).FailedWith("nothing.xz");
        CliRun.Of("pretrain", "prepare", "--text", _text, _folder.Write("b.gz", "no archive"), "--vocab", _vocabulary, "--out", _out).FailedWith("b.gz", "damaged archive");
        CliRun.Of("pretrain", "prepare", "--text", _text, "--vocab", _folder.PathOf("none"), "--out", _out).FailedWith("none");

        Assert.Equal(200, ExampleStoreManifestOf(_out).Documents);
    }

    [Fact]
    public void Prepare_Cancelled_ExitsWith130AndLeavesNothing()
    {
        Assert.Equal(130, CliRun.With(["pretrain", "prepare", "--text", _text, "--vocab", _vocabulary, "--out", _out], cancellation: new CancellationToken(canceled: true)).Code);
        Assert.Empty(Directory.GetFileSystemEntries(_out));
    }

    [Theory]
    [InlineData("pretrain prepare --vocab v --out o", "--text")]
    [InlineData("pretrain prepare --text a --out o", "--vocab")]
    [InlineData("pretrain prepare --text a --vocab v", "--out")]
    [InlineData("pretrain prepare --text a --vocab v --out o --max-tokens 7 --held-out 0.5", "MaxTokens is 7 (allowed: 8 to 65536); HeldOutShare is 0.5")]
    [InlineData("pretrain prepare --text a --vocab v --out o --seed x", "x")]
    public void Run_WrongUsage_ExitsWith2AndSaysWhy(string arguments, string reason)
    {
        var result = CliRun.Of(arguments.Split(' '));

        Assert.Equal(2, result.Code);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    private static ExampleStoreManifest ExampleStoreManifestOf(string folder)
    {
        using var store = ExampleStore.Open(folder);
        return store.Manifest;
    }
}
