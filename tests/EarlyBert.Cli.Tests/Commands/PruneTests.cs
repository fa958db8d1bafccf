using EarlyBert.Tickets;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class PruneTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Heads_CutsThemOut()
    {
        using var whole = BuiltInModel.Load();
        whole.Save(_folder.PathOf("whole"));
        var gone = whole.Config.KeptHeads![0][0];

        var lines = CliRun.Of("prune", "--model", _folder.PathOf("whole"), "--heads", _folder.Write("heads.json", $"{{\"0\": [{gone}]}}"), "--out", _folder.PathOf("out")).Succeeded().Lines;

        using var pruned = HuggingFaceFolder.Load(_folder.PathOf("out"), pretrainingHeads: true);
        Assert.Equal(whole.Config.KeptHeads[0].Skip(1), pruned.Config.KeptHeads![0]);
        Assert.Equal(whole.Config.KeptHeads.Skip(1), pruned.Config.KeptHeads.Skip(1));
        Assert.Equal(whole.Tensors.Keys, pruned.Tensors.Keys);
        Assert.Equal($"heads      {string.Join(' ', whole.Config.KeptHeads.Select((heads, layer) => layer == 0 ? heads.Count - 1 : heads.Count))}", lines[0]);
    }

    [Fact]
    public void Run_UniformTicket_GivesAModelThatTrainsOn()
    {
        using var whole = BuiltInModel.Load();
        whole.Save(_folder.PathOf("whole"));
        var ticket = TicketDrawing.Draw(whole.Config, Units(whole.Config.HeadsOf), Units(whole.Config.NeuronsOf), new DrawOptions());
        ticket.Save(_folder.PathOf("ticket.json"));

        CliRun.Of("prune", "--model", _folder.PathOf("whole"), "--ticket", _folder.PathOf("ticket.json"), "--uniform", "--out", _folder.PathOf("out")).Succeeded();

        using var pruned = HuggingFaceFolder.Load(_folder.PathOf("out"));
        Assert.Equal(pruned.Config.NeuronsOf(0), pruned.Config.NeuronsOf(1));
        CliRun.Of(["finetune", .. run.Data, "--pretrained", _folder.PathOf("out"), "--strategy", "dense", "--max-tokens", "16", "--epochs", "0.5", "--threads", "1", "--out", _folder.PathOf("run")]).Succeeded();

        float[][] Units(Func<int, int> of) => [.. Enumerable.Range(0, whole.Config.NumHiddenLayers).Select(layer => Enumerable.Range(0, of(layer)).Select(unit => 1f / (1 + unit + layer)).ToArray())];
    }

    [Fact]
    public void Run_BadList_SaysWhatToWrite()
    {
        using var whole = BuiltInModel.Load();
        whole.Save(_folder.PathOf("whole"));
        CliRun.Of("prune", "--model", _folder.PathOf("whole"), "--heads", _folder.Write("heads.json", "[1, 2]"), "--out", _folder.PathOf("out")).FailedWith("heads.json", "[1, 3]");
        CliRun.Of("prune", "--model", _folder.PathOf("whole"), "--heads", _folder.Write("heads.json", "{\"9\": [1]}"), "--out", _folder.PathOf("out")).FailedWith("layer 9", $"0 to {whole.Config.NumHiddenLayers - 1}");
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }
}
