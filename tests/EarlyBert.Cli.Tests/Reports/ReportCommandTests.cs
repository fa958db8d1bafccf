namespace EarlyBert.Cli.Tests.Reports;

public sealed class ReportCommandTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("report.html")]
    [InlineData("predictions.jsonl")]
    [InlineData("report/curves.csv")]
    [InlineData("report/ticket.csv")]
    [InlineData("report/confusion.csv")]
    public void Finetune_EarlyBird_LeavesFile(string name) => Assert.True(new FileInfo(run.File(name)).Length > 0);

    [Fact]
    public void Finetune_Predictions_AgreeWithTheResult()
    {
        var result = Cli.Output.RunFolder.ReadJson<Cli.Output.ResultFile>(run.File("result.json"));

        var predictions = Cli.Reports.Data.PredictionsFile.Load(run.File("predictions.jsonl")).Cast<Cli.Reports.Data.ClassPrediction>().ToArray();

        Assert.Equal(24, predictions.Length);
        Assert.Equal("the film number 0 was good", predictions[0].Text);
        Assert.Equal(result.Metrics["accuracy"], predictions.Count(row => row.IsRight()) / 24.0, 9);
    }

    [Fact]
    public void Report_FinishedRun_MakesTheSamePageAnew()
    {
        var before = File.ReadAllText(run.File("report.html"));

        CliRun.Of("report", run.Out).Succeeded();

        Assert.Equal(before, File.ReadAllText(run.File("report.html")));
    }

    [Fact]
    public void Report_SeveralRuns_ComparesThem()
    {
        ToyRunFolder.Write(_folder.PathOf("a/one"), seed: 1);
        ToyRunFolder.Write(_folder.PathOf("b/one"), seed: 2);
        ToyRunFolder.Write(_folder.PathOf("whole"), "dense");

        CliRun.Of("report", _folder.PathOf("a/one"), _folder.PathOf("b/one"), _folder.PathOf("whole"), "--out", _folder.PathOf("all.html")).Succeeded();

        var page = File.ReadAllText(_folder.PathOf("all.html"));
        Assert.Contains("3 runs compared", page);
        Assert.Contains("toy: early-bird took 70.1 % of the dense time", page);
        Assert.Contains("0.5150 ± 0.0071", page); // accuracy of the seeds 1 and 2
        Assert.All(new[] { "runs", "scores", "curves", "tickets" }, section => Assert.Contains($"<section id=\"{section}\"", page));
        var csv = File.ReadAllLines(_folder.PathOf("all.csv"));
        Assert.Equal(4, csv.Length);
        Assert.StartsWith(Path.Combine("a", "one"), csv[1]);
    }

    [Fact]
    public void Report_NoFolder_SaysWhatToName()
    {
        CliRun.Of("report", _folder.PathOf("nothing")).FailedWith("There is no folder", "--out");
        Assert.False(Directory.Exists(_folder.PathOf("nothing")));
    }

    [Fact]
    public void Report_FolderWithoutARun_SaysWhatToName() => CliRun.Of("report", _folder.Root).FailedWith("holds no run", "metrics.jsonl");

    [Fact]
    public void Report_OneRunWithOut_IsWrongUsage()
    {
        var result = CliRun.Of("report", run.Out, "--out", "x.html");

        Assert.Equal(2, result.Code);
        Assert.Contains("--out", result.Error);
    }

    [Fact]
    public void Finetune_TensorBoard_LeavesAnEventFile()
    {
        CliRun.Of(["finetune", .. run.Data, .. ToyFiles.Quick, "--strategy", "dense", "--tensorboard", "--out", _folder.PathOf("run")]).Succeeded();

        Assert.True(new FileInfo(Assert.Single(Directory.GetFiles(_folder.PathOf("run/tensorboard"), "events.out.tfevents.*"))).Length > 200);
    }

    public void Dispose() => _folder.Dispose();
}
