namespace EarlyBert.Bert;

/// <summary>
/// Which layers a LayerDrop network skips (Fan et al. 2019, 1909.11556): in training each by chance, otherwise always those that will be left out, so that an
/// evaluation scores the network that comes out.
/// </summary>
internal sealed class LayerDrop
{
    private readonly bool[] _dropped;
    private readonly double _probability;
    private readonly SeededRandom _random;

    /// <param name="layers">Layers of the network.</param>
    /// <param name="ratio">Share to leave out; rounded to whole layers, at least one stays.</param>
    /// <param name="seed">Seed of chance.</param>
    public LayerDrop(int layers, double ratio, int seed)
    {
        var count = Math.Min(layers - 1, (int)Math.Round(layers * ratio, MidpointRounding.AwayFromZero));
        _dropped = new bool[layers];
        // Evenly spaced: for a third of twelve every third layer.
        for (var k = 1; k <= count; k++)
            _dropped[(k * layers / count) - 1] = true;
        // The rate that suits keeping r of N layers is 1 − r/N (section 3.2 there).
        _probability = (double)count / layers;
        _random = new SeededRandom(seed);
    }

    /// <summary>The layers that stay, ascending.</summary>
    public IReadOnlyList<int> Kept => [.. Enumerable.Range(0, _dropped.Length).Where(layer => !_dropped[layer])];

    /// <summary>Whether a layer is skipped now; in training every call draws anew.</summary>
    public bool Skips(int layer, bool training) => training ? _random.NextDouble() < _probability : _dropped[layer];
}
