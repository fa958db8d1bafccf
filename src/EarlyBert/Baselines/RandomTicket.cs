using EarlyBert.Bert;
using EarlyBert.Tickets;

namespace EarlyBert.Baselines;

/// <summary>A ticket drawn by chance, with as many units as the early-bird one: the control of the paper's Table 1.</summary>
public static class RandomTicket
{
    /// <summary>Draws by uniform numbers in the place of coefficients, from the units that the model has; no training goes before it.</summary>
    public static EarlyBirdTicket Draw(BertConfig config, DrawOptions options, int seed)
    {
        var random = new SeededRandom(seed);
        var heads = Uniform(config.HeadsOf);
        var neurons = Uniform(config.NeuronsOf);
        return TicketDrawing.Draw(config, heads, neurons, options) with { Schedule = "random", Seed = seed };

        float[][] Uniform(Func<int, int> units) => [.. Enumerable.Range(0, config.NumHiddenLayers).Select(layer => Enumerable.Range(0, units(layer)).Select(_ => (float)random.NextDouble()).ToArray())];
    }
}
