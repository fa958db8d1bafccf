using EarlyBert.Bert;
using EarlyBert.Tickets;

namespace EarlyBert.Tests.Tickets;

public sealed class SearchFileTests : IDisposable
{
    private static readonly BertConfig Shape = new()
    {
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        HiddenSize = 8,
        IntermediateSize = 6,
        KeptHeads = [[0, 2, 3], [1]],
        KeptNeurons = [[0, 1, 4, 5], [2, 3, 5]],
    };

    private static readonly SearchRecord Record = new()
    {
        Steps = [0, 4],
        Heads = [[[1, 1, 1], [1]], [[0.1f, 0.3f, 0.2f], [5]]],
        Neurons = [[[1, 1, 1, 1], [1, 1, 1]], [[4, 1, 3, 2], [9, 8, 0.5f]]],
        KeptHeads = Shape.KeptHeads,
        KeptNeurons = Shape.KeptNeurons,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly EarlyBirdTicket _ticket = TicketDrawing.Draw(Shape, Record, new DrawOptions());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Draw_SearchOfAPrunedModel_GivesTheUnitsOfTheUnprunedOne()
    {
        var again = SearchFile.Load(Saved(file => file)).Draw(new DrawOptions(), step: null);

        Assert.Equal(_ticket.ToJson(), again.ToJson());
        Assert.Equal([2, 3], again.KeptHeads[0]);
    }

    [Fact]
    public void Load_UnitsThatDoNotFitTheCoefficients_IsDamaged()
    {
        SearchedUnits[] damaged =
        [
            new() { Heads = 4, Neurons = 6 },
            new() { Heads = 4, Neurons = 6, KeptHeads = Shape.KeptHeads },
            new() { Heads = 4, Neurons = 5, KeptHeads = Shape.KeptHeads, KeptNeurons = Shape.KeptNeurons },
            new() { Heads = 0, Neurons = 6, KeptHeads = Shape.KeptHeads, KeptNeurons = Shape.KeptNeurons },
            new() { Heads = 4, Neurons = 6, KeptHeads = [], KeptNeurons = [] },
            new() { Heads = 4, Neurons = 6, KeptHeads = [[3, 2, 0], [1]], KeptNeurons = Shape.KeptNeurons },
            new() { Heads = 4, Neurons = 6, KeptHeads = [[0, 2], [1]], KeptNeurons = Shape.KeptNeurons },
        ];

        foreach (var units in damaged)
            Assert.Contains("is a damaged search", Assert.Throws<EarlyBertException>(() => SearchFile.Load(Saved(file => file with { Pruned = units }))).Message);
        Assert.Contains("is a damaged search", Assert.Throws<EarlyBertException>(() => SearchFile.Load(Saved(file => file with { Pruned = null }))).Message);
    }

    private string Saved(Func<SearchFile, SearchFile> change)
    {
        var path = _folder.PathOf("search.json");
        change(SearchFile.Of(Record, _ticket)).Save(path);
        return path;
    }
}
