namespace EarlyBert.Cli.Tests.Commands;

public sealed class SubmitTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_ModelOfOtherLabels_SaysWhichItHas()
    {
        _folder.Write("train.tsv", "");
        _folder.Write("test.tsv", "index\tsentence1\tsentence2\n0\ta\tb\n");
        CliRun.Of("submit", "--model", run.File("model"), "--task", "rte", "--data", _folder.Root, "--out", _folder.PathOf("out")).FailedWith("entailment", "trained for rte");
    }

    [Fact]
    public void Run_TestSet_WritesALineARow()
    {
        _folder.Write("train.tsv", "sentence\tlabel\nfine\t1\nbad\t0\nvery fine\t1\nvery bad\t0\n");
        _folder.Write("dev.tsv", "sentence\tlabel\nfine\t1\nbad\t0\n");
        _folder.Write("test.tsv", "index\tsentence\n0\tfine\n1\tbad\n2\tnot so bad\n");
        CliRun.Of(["finetune", "--task", "sst2", "--data", _folder.Root, .. ToyFiles.Quick, "--strategy", "dense", "--out", _folder.PathOf("run")]).Succeeded();

        CliRun.Of("submit", "--model", _folder.PathOf("run"), "--task", "sst2", "--data", _folder.Root, "--out", _folder.PathOf("out")).Succeeded();

        var lines = File.ReadAllLines(_folder.PathOf("out/SST-2.tsv"));
        Assert.Equal("index\tprediction", lines[0]);
        Assert.Equal(["0", "1", "2"], lines.Skip(1).Select(line => line.Split('\t')[0]));
        Assert.All(lines.Skip(1), line => Assert.Contains(line.Split('\t')[1], new[] { "0", "1" }));
    }
}
