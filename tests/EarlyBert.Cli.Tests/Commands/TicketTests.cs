using EarlyBert.Tickets;

namespace EarlyBert.Cli.Tests.Commands;

public sealed class TicketTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Draw_RatiosOfTheRun_GivesTheTicketOfTheRun()
    {
        var path = _folder.PathOf("again.json");

        CliRun.Of("ticket", "draw", "--search", run.File("search.json"), "--out", path).Succeeded();

        var (first, again) = (EarlyBirdTicket.Load(run.File("ticket.json")), EarlyBirdTicket.Load(path));
        Assert.Equal(first.KeptHeads, again.KeptHeads);
        Assert.Equal(first.KeptNeurons, again.KeptNeurons);
        Assert.Equal((first.DataHash, first.Seed, first.Step), (again.DataHash, again.Seed, again.Step));
    }

    [Fact]
    public void Draw_OtherRatioAndStep_TrainsWithoutSearch()
    {
        var path = _folder.PathOf("smaller.json");

        CliRun.Of("ticket", "draw", "--search", run.File("search.json"), "--neuron-ratio", "0.75", "--head-ratio", "0", "--at", "2", "--out", path).Succeeded();

        var ticket = EarlyBirdTicket.Load(path);
        Assert.Equal((2, 256, 4), (ticket.Step, ticket.KeptNeurons.Sum(layer => layer.Count), ticket.KeptHeads.Sum(layer => layer.Count)));
        CliRun.Of(["finetune", .. run.Data, .. ToyFiles.Quick, "--ticket", path, "--out", _folder.PathOf("out")]).Succeeded();
    }

    [Fact]
    public void Draw_LayerwiseNeurons_EveryLayerLosesTheSameShareAndTheTicketSaysSo()
    {
        var path = _folder.PathOf("layerwise.json");

        CliRun.Of("ticket", "draw", "--search", run.File("search.json"), "--layerwise-neurons", "--neuron-ratio", "0.25", "--out", path).Succeeded();

        Assert.All(EarlyBirdTicket.Load(path).KeptNeurons, layer => Assert.Equal(384, layer.Count));
        Assert.Contains("neurons 768 of 1024 kept, 0.25 asked to go, layer by layer", CliRun.Of("ticket", "show", path).Succeeded().Lines);
    }

    [Fact]
    public void Draw_StepThatWasNotRecorded_NamesTheSteps() =>
        CliRun.Of("ticket", "draw", "--search", run.File("search.json"), "--at", "999", "--out", _folder.PathOf("t.json")).FailedWith("999", "0, 1, 2, 3, 4");

    [Theory]
    [InlineData("{}")]
    [InlineData("[1, 2")]
    [InlineData("null")]
    [InlineData("""{"formatVersion":9,"seed":1,"dataHash":"","steps":[0],"heads":[[[1]]],"neurons":[[[1]]]}""")]
    [InlineData("""{"formatVersion":1,"seed":1,"dataHash":"","steps":[0,1],"heads":[[[1]]],"neurons":[[[1]]]}""")]
    [InlineData("""{"formatVersion":1,"seed":1,"dataHash":"","steps":[0],"heads":[[[1],[1,2]]],"neurons":[[[1],[1]]]}""")]
    [InlineData("""{"formatVersion":1,"seed":1,"dataHash":"","steps":[0],"heads":[[]],"neurons":[[]]}""")]
    [InlineData("""{"formatVersion":1,"seed":1,"dataHash":"","steps":[0],"heads":[null],"neurons":[null]}""")]
    [InlineData("""{"formatVersion":1,"seed":1,"dataHash":"","steps":null,"heads":null,"neurons":null}""")]
    public void Draw_DamagedSearch_SaysSo(string json) =>
        CliRun.Of("ticket", "draw", "--search", _folder.Write("search.json", json), "--out", _folder.PathOf("t.json")).FailedWith("search.json");

    [Fact]
    public void Show_Ticket_DrawsTheMap()
    {
        var lines = CliRun.Of("ticket", "show", run.File("ticket.json")).Succeeded().Lines;

        Assert.Contains("heads   2 of 4 kept, 0.333 asked to go", lines);
        var ticket = EarlyBirdTicket.Load(run.File("ticket.json"));
        for (var layer = 0; layer < 2; layer++)
            Assert.Contains(lines, line => line.TrimStart().StartsWith($"{layer}  {(ticket.KeptHeads[layer][0] == 0 ? "#." : ".#")}", StringComparison.Ordinal) && line.Contains($" {ticket.KeptNeurons[layer].Count} ("));
    }

    [Fact]
    public void Show_DamagedTicket_SaysSo() => CliRun.Of("ticket", "show", _folder.Write("ticket.json", "{\"layers\": 2")).FailedWith("ticket.json", "is not a ticket");

    [Fact]
    public void Show_MissingTicket_SaysSo() => CliRun.Of("ticket", "show", _folder.PathOf("nothing.json")).FailedWith("nothing.json");

    [Fact]
    public void Compare_WithItself_DistanceIsZero()
    {
        var ticket = run.File("ticket.json");

        var lines = CliRun.Of("ticket", "compare", ticket, ticket).Succeeded().Lines;

        Assert.Equal("heads      0.0000             2            0", lines[1]);
        Assert.Equal("neurons    0.0000           614            0", lines[2]);
    }

    [Fact]
    public void Compare_SmallerDrawnFromTheSameCoefficients_IsContained()
    {
        var path = _folder.PathOf("smaller.json");
        CliRun.Of("ticket", "draw", "--search", run.File("search.json"), "--neuron-ratio", "0.5", "--out", path).Succeeded();

        var lines = CliRun.Of("ticket", "compare", run.File("ticket.json"), path).Succeeded().Lines;

        Assert.Equal("neurons    0.0996           512          102", lines[2]);
    }

    [Fact]
    public void Compare_OtherShape_NamesBoth()
    {
        var other = _folder.PathOf("other.json");
        new EarlyBirdTicket { Layers = 1, Heads = 2, Neurons = 3, KeptHeads = [[0]], KeptNeurons = [[0, 2]] }.Save(other);

        CliRun.Of("ticket", "compare", run.File("ticket.json"), other).FailedWith("2 layers with 2 heads and 512 neurons", "1 layers with 2 heads and 3 neurons");
    }

    public void Dispose() => _folder.Dispose();
}
