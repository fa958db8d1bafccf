using System.Text;
using EarlyBert.Tests.Weights;
using EarlyBert.Tickets;

namespace EarlyBert.Tests.Tickets;

public sealed class EarlyBirdTicketFuzzTests
{
    [Fact]
    public void Parse_MutatedTexts_FailCleanlyOrRead()
    {
        var valid = new EarlyBirdTicket
        {
            Layers = 2,
            Heads = 3,
            Neurons = 8,
            KeptHeads = [[0, 2], [1]],
            KeptNeurons = [[0, 1, 5], [3, 4, 6, 7]],
            Schedule = "20% of an epoch",
            Step = 40,
            HeadRatio = 0.5,
            NeuronRatio = 0.4,
            Seed = 42,
            DataHash = "0123abcd",
            DistanceTrace = [new MaskDistancePoint(8, 0.25, 0.125, false)],
            Warnings = ["layer 1 keeps its last head"],
        }.ToJson();
        var read = 0;
        foreach (var mutant in Mutations.Of(Encoding.UTF8.GetBytes(valid), count: 10_000, seed: 2))
        {
            try
            {
                var ticket = EarlyBirdTicket.Parse(Encoding.UTF8.GetString(mutant), "mutant");
                Assert.Equal(ticket.Layers, ticket.KeptHeads.Count);
                read++;
            }
            catch (EarlyBertException fault)
            {
                Assert.Contains("'mutant'", fault.Message);
            }
        }

        Assert.InRange(read, 1, 9_999);
    }
}
