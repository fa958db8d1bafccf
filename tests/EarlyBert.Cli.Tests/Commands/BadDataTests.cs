using System.Text;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class BadDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Finetune_MissingFile_SaysSo() => Finetune(_folder.PathOf("nothing.tsv")).FailedWith("There is no file", "nothing.tsv");

    [Fact]
    public void Finetune_EmptyFile_SaysSo() => Finetune(_folder.Write("train.tsv", "")).FailedWith("has no rows");

    [Fact]
    public void Finetune_HeaderAlone_SaysSo() => Finetune(_folder.Write("train.tsv", "review\tverdict\n")).FailedWith("has no rows");

    [Fact]
    public void Finetune_WrongColumn_NamesTheColumns() =>
        Finetune(_folder.Write("train.tsv", ToyFiles.Table(8).Replace("review", "text"))).FailedWith("no column 'review'", "'text', 'verdict'");

    [Fact]
    public void Finetune_OneClass_SaysSo() => Finetune(_folder.Write("train.tsv", ToyFiles.Table(16).Replace("\tno", "\tyes"))).FailedWith("'yes'", "two");

    [Fact]
    public void Finetune_UnreadableEncoding_NamesTheLine() =>
        Finetune(_folder.Write("train.tsv", [.. Encoding.UTF8.GetBytes(ToyFiles.Table(8)), 0xE9, (byte)'\t', (byte)'y', (byte)'\n'])).FailedWith("encoding", "line 10");

    [Fact]
    public void Finetune_TicketOfAnotherShape_NamesBoth()
    {
        var ticket = _folder.PathOf("ticket.json");
        new Tickets.EarlyBirdTicket { Layers = 1, Heads = 2, Neurons = 3, KeptHeads = [[0]], KeptNeurons = [[0, 2]] }.Save(ticket);

        Finetune(_folder.Write("train.tsv", ToyFiles.Table(16)), "--ticket", ticket).FailedWith("1 layers with 2 heads and 3 neurons");
    }

    [Fact]
    public void Finetune_PretrainedFolderMissing_SaysSo() => CliRun.Of(
        "finetune", "--train", _folder.Write("train.tsv", ToyFiles.Table(16)), "--text", "review", "--label", "verdict", "--pretrained", _folder.PathOf("bert"), "--out", _folder.PathOf("out"))
        .FailedWith("There is no model folder", "bert");

    [Fact]
    public void Finetune_GpuThatIsNotThere_SaysSo() => Finetune(_folder.Write("train.tsv", ToyFiles.Table(16)), "--gpu", "63").FailedWith("63");

    [Fact]
    public void Finetune_GpuThatIsNotThereWithFallback_Warns() =>
        Assert.Contains("warning:", Finetune(_folder.Write("train.tsv", ToyFiles.Table(16)), "--gpu", "63", "--fallback-to-cpu").Succeeded().Error);

    [Fact]
    public void Finetune_OutIsAFile_SaysSo()
    {
        var file = _folder.Write("taken", "x");

        CliRun.Of(["finetune", "--train", _folder.Write("train.tsv", ToyFiles.Table(16)), "--text", "review", "--label", "verdict", .. ToyFiles.Quick, "--out", file]).FailedWith("taken", "--out");
        Assert.Equal("x", File.ReadAllText(file));
    }

    [Fact]
    public void Run_CancelledBefore_ExitsWith130()
    {
        var train = _folder.Write("train.tsv", ToyFiles.Table(16));

        var result = CliRun.With(["finetune", "--train", train, "--text", "review", "--label", "verdict", .. ToyFiles.Quick, "--out", _folder.PathOf("out")], cancellation: new CancellationToken(canceled: true));

        Assert.Equal(130, result.Code);
    }

    public void Dispose() => _folder.Dispose();

    private CliRun Finetune(string train, params string[] more) =>
        CliRun.Of(["finetune", "--train", train, "--text", "review", "--label", "verdict", .. ToyFiles.Quick, "--out", _folder.PathOf("out"), .. more]);
}
