using EarlyBert.Bert;
using EarlyBert.Tickets;

namespace EarlyBert.Tests.Tickets;

public sealed class TicketFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly EarlyBirdTicket Ticket = TicketDrawing.Draw(
        new BertConfig { NumHiddenLayers = 2, NumAttentionHeads = 3, HiddenSize = 36, IntermediateSize = 5 },
        [[3, 1, 2], [1, 2, 3]], [[5, 4, 3, 2, 1], [9, 8, 7, 6, 0.5f]], new DrawOptions()) with
    {
        Schedule = "step:7",
        Step = 7,
        DistanceTrace = [new MaskDistancePoint(3, 0.25, 0.5, true), new MaskDistancePoint(7, 0, 0.1, false)],
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SaveAndLoad_Ticket_IsTheSame()
    {
        var path = _folder.PathOf("ticket.json");

        Ticket.Save(path);
        var loaded = EarlyBirdTicket.Load(path);

        Assert.Equal(Ticket.ToJson(), loaded.ToJson());
        Assert.Equal([0, 2], loaded.KeptHeads[0]);
        Assert.Equal(Ticket.DistanceTrace, loaded.DistanceTrace);
    }

    [Fact]
    public void Load_Missing_NamesThePath()
    {
        var fault = Assert.Throws<EarlyBertException>(() => EarlyBirdTicket.Load(_folder.PathOf("none.json")));

        Assert.Contains("none.json", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "not a ticket")]
    [InlineData("[1]", "not a ticket")]
    [InlineData("null", "not a ticket")]
    [InlineData("", "not a ticket")]
    public void Parse_Rubbish_SaysSo(string json, string expected)
    {
        var fault = Assert.Throws<EarlyBertException>(() => EarlyBirdTicket.Parse(json, "x.json"));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"keptHeads\":[[0,2]", "\"keptHeads\":[[2,0]")]
    [InlineData("\"keptHeads\":[[0,2]", "\"keptHeads\":[[0,3]")]
    [InlineData("\"keptHeads\":[[0,2]", "\"keptHeads\":[[]")]
    [InlineData("\"layers\":2", "\"layers\":3")]
    public void Parse_WrongUnits_IsDamaged(string was, string becomes)
    {
        var json = Ticket.ToJson();
        Assert.Contains(was, json, StringComparison.Ordinal);

        var fault = Assert.Throws<EarlyBertException>(() => EarlyBirdTicket.Parse(json.Replace(was, becomes, StringComparison.Ordinal), "x.json"));

        Assert.Contains("damaged", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NewerFormat_AsksForAnUpdate()
    {
        var json = Ticket.ToJson().Replace("\"formatVersion\":1", "\"formatVersion\":9", StringComparison.Ordinal);

        Assert.Contains("format 9", Assert.Throws<EarlyBertException>(() => EarlyBirdTicket.Parse(json, "x.json")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.2", "fraction:0.2")]
    [InlineData("fraction:0.5", "fraction:0.5")]
    [InlineData("step:400", "step:400")]
    [InlineData("stable:0.1,5", "stable:0.1,5")]
    public void Parse_Schedule_RoundTrips(string text, string canonical)
    {
        Assert.Equal(canonical, DrawSchedule.Parse(text).ToString());
        Assert.Equal(DrawSchedule.Parse(text), DrawSchedule.Parse(canonical));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("step:x")]
    [InlineData("stable:0.1")]
    public void Parse_NoSchedule_ListsTheForms(string text) =>
        Assert.Contains("step:400", Assert.Throws<EarlyBertException>(() => DrawSchedule.Parse(text)).Message, StringComparison.Ordinal);
}
