using System.Text.Json;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class EvaluateTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Evaluate_FolderAndZip_GiveTheScoresOfTheRun()
    {
        var folder = CliRun.Of(["evaluate", "--model", run.File("model"), .. run.DevData]).Succeeded();
        var zip = CliRun.Of(["evaluate", "--model", run.File("model.zip"), .. run.DevData]).Succeeded();

        var accuracy = JsonDocument.Parse(File.ReadAllText(run.File("result.json"))).RootElement.GetProperty("metrics").GetProperty("accuracy").GetDouble();
        Assert.Equal(FormattableString.Invariant($"accuracy   {accuracy:0.0000}"), folder.Lines[0]);
        Assert.Equal(folder.Lines[..3], zip.Lines[..3]);
    }

    [Fact]
    public void Evaluate_RunFolder_TakesTheModelInIt() =>
        CliRun.Of(["evaluate", "--model", run.Out, .. run.DevData]).Succeeded();

    [Fact]
    public void Evaluate_Out_WritesTheEvaluation()
    {
        CliRun.Of(["evaluate", "--model", run.File("model"), .. run.DevData, "--out", _folder.Root]).Succeeded();

        var evaluation = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("evaluation.json"))).RootElement;
        Assert.Equal(24, evaluation.GetProperty("rows").GetInt32());
        Assert.InRange(evaluation.GetProperty("metrics").GetProperty("accuracy").GetDouble(), 0, 1);
    }

    [Fact]
    public void Evaluate_LabelsOfAnotherTask_NamesThem()
    {
        var dev = _folder.Write("dev.tsv", ToyFiles.Table(4).Replace("\tyes", "\tmaybe"));

        CliRun.Of("evaluate", "--model", run.Out, "--dev", dev, "--text", "review", "--label", "verdict").FailedWith("'maybe'", "row 1", "'no', 'yes'");
    }

    [Fact]
    public void Evaluate_DamagedZip_SaysSo()
    {
        var whole = File.ReadAllBytes(run.File("model.zip"));
        var cut = _folder.Write("model.zip", whole[..(whole.Length / 2)]);

        CliRun.Of(["evaluate", "--model", cut, .. run.DevData]).FailedWith("model.zip");
    }

    [Fact]
    public void Evaluate_NoModel_SaysWhatToName() =>
        CliRun.Of(["evaluate", "--model", _folder.PathOf("nothing"), .. run.DevData]).FailedWith("There is no model", "model.zip");

    public void Dispose() => _folder.Dispose();
}
