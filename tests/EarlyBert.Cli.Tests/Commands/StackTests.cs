using EarlyBert.Weights;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class StackTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Doubles_AndTheModelTrainsOnByTicket()
    {
        using var shallow = BuiltInModel.Load();
        shallow.Save(_folder.PathOf("shallow"));

        CliRun.Of("stack", "--model", _folder.PathOf("shallow"), "--out", _folder.PathOf("deep")).Succeeded();

        using var deep = HuggingFaceFolder.Load(_folder.PathOf("deep"), pretrainingHeads: true);
        Assert.Equal(2 * shallow.EncoderParameterCount, deep.EncoderParameterCount);
        Assert.Equal(shallow.Tensors.Keys.Where(IsHead).Order(), deep.Tensors.Keys.Where(IsHead).Order());
        CliRun.Of(["finetune", .. run.Data, "--pretrained", _folder.PathOf("deep"), "--max-tokens", "16", "--epochs", "0.5", "--threads", "1", "--out", _folder.PathOf("run")]).Succeeded();

        static bool IsHead(string name) => name.StartsWith("cls.", StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FewerLayers_WritesNothing()
    {
        using var shallow = BuiltInModel.Load();
        shallow.Save(_folder.PathOf("shallow"));

        CliRun.Of("stack", "--model", _folder.PathOf("shallow"), "--layers", "1", "--out", _folder.PathOf("deep")).FailedWith("1 are wanted", $"{shallow.Config.NumHiddenLayers + 1} or more");
        Assert.False(Directory.Exists(_folder.PathOf("deep")));
    }
}
