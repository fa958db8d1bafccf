using EarlyBert.Text;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class VocabTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_Texts_WritesTheVocabulary()
    {
        var (first, second) = (_folder.Write("a.txt", ToyCorpus.Text(20)), _folder.Write("b.txt", "Zebras.\n"));
        var path = _folder.PathOf("new/vocab.txt");

        var lines = CliRun.Of("vocab", "train", "--text", first, second, "--size", "150", "--out", path).Succeeded().Lines;

        var vocabulary = Vocabulary.Load(path);
        Assert.InRange(vocabulary.Count, 100, 150);
        Assert.True(vocabulary.TryGetId("z", out _) && vocabulary.TryGetId("the", out _));
        Assert.False(vocabulary.LooksCased);
        Assert.Equal($"entries    {vocabulary.Count}", lines[0]);
        Assert.StartsWith("seconds    ", lines[1], StringComparison.Ordinal);
        Assert.Equal($"sha256     {vocabulary.Sha256}", lines[2]);
    }

    [Fact]
    public void Train_Cased_KeepsCapitals()
    {
        var path = _folder.PathOf("vocab.txt");
        CliRun.Of("vocab", "train", "--text", _folder.Write("a.txt", ToyCorpus.Text(20)), "--size", "200", "--out", path, "--cased").Succeeded();
        Assert.True(Vocabulary.Load(path).TryGetId("The", out _));
    }

    [Fact]
    public void Train_TextThatCannotBeUsed_FailsAndWritesNothing()
    {
        var path = _folder.PathOf("vocab.txt");
        CliRun.Of("vocab", "train", "--text", _folder.PathOf("nothing.txt"), "--size", "200", "--out", path).FailedWith("nothing.txt", "check the path");
        CliRun.Of("vocab", "train", "--text", _folder.Write("a.txt", " \n"), "--size", "200", "--out", path).FailedWith("a.txt", "empty");
        CliRun.Of("vocab", "train", "--text", _folder.Write("a.txt", [65, 255]), "--size", "200", "--out", path).FailedWith("a.txt", "byte 1 is not UTF-8");
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Train_Cancelled_ExitsWith130() => Assert.Equal(130, CliRun.With(
        ["vocab", "train", "--text", _folder.Write("a.txt", ToyCorpus.Text(5)), "--size", "200", "--out", _folder.PathOf("v")], cancellation: new CancellationToken(canceled: true)).Code);

    [Theory]
    [InlineData("vocab", "command")]
    [InlineData("vocab train --size 100 --out v", "--text")]
    [InlineData("vocab train --text a --out v", "--size")]
    [InlineData("vocab train --text a --size 100", "--out")]
    [InlineData("vocab train --text a --size 31 --out v", "--size is 31; it can be 32 to 1000000")]
    [InlineData("vocab train --text a --size many --out v", "many")]
    public void Run_WrongUsage_ExitsWith2AndSaysWhy(string arguments, string reason)
    {
        var result = CliRun.Of(arguments.Split(' '));

        Assert.Equal(2, result.Code);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }
}
