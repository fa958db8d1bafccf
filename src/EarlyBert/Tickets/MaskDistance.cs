namespace EarlyBert.Tickets;

/// <summary>
/// Normalised Hamming distance between masks, d(m, m') = #{i: m_i ≠ m'_i} / N (paper Figure 1), and the early-bird rule on it
/// (You et al. 2020): draw when the masks have stopped changing.
/// </summary>
public static class MaskDistance
{
    /// <summary>The distance of two masks of one shape, 0 to 1.</summary>
    public static double Between(bool[][] a, bool[][] b)
    {
        long differing = 0, units = 0;
        for (var layer = 0; layer < a.Length; layer++)
        {
            for (var unit = 0; unit < a[layer].Length; unit++)
                differing += a[layer][unit] != b[layer][unit] ? 1 : 0;
            units += a[layer].Length;
        }

        return (double)differing / units;
    }

    /// <summary>The distance of each recorded moment's masks, but the first's, to those of the moment before.</summary>
    public static IReadOnlyList<MaskDistancePoint> Trace(SearchRecord record, DrawOptions options)
    {
        var heads = record.Heads.Select(c => TicketDrawing.Heads(c, options)).ToArray();
        var neurons = record.Neurons.Select(c => TicketDrawing.Neurons(c, options)).ToArray();
        return
        [
            .. Enumerable.Range(1, Math.Max(0, record.Steps.Count - 1)).Select(i => new MaskDistancePoint(
                record.Steps[i], Between(heads[i - 1].Kept, heads[i].Kept), Between(neurons[i - 1].Kept, neurons[i].Kept),
                heads[i - 1].Tied || heads[i].Tied || neurons[i - 1].Tied || neurons[i].Tied)),
        ];
    }

    /// <summary>All distances between the moments of a search, [moment, moment]: the paper's Figure 1.</summary>
    public static double[,] Matrix(IReadOnlyList<float[][]> coefficients, Func<float[][], TicketDrawing.Mask> draw)
    {
        var masks = coefficients.Select(c => draw(c).Kept).ToArray();
        var distances = new double[masks.Length, masks.Length];
        for (var i = 0; i < masks.Length; i++)
        {
            for (var j = 0; j < i; j++)
                distances[i, j] = distances[j, i] = Between(masks[i], masks[j]);
        }

        return distances;
    }

    /// <summary>The last <paramref name="patience"/> distances are all at most <paramref name="distance"/>, for heads and neurons, and none is between tied masks.</summary>
    public static bool IsStable(IReadOnlyList<MaskDistancePoint> trace, double distance, int patience) =>
        trace.Count >= patience && trace.Skip(trace.Count - patience).All(point => !point.Tied && point.Heads <= distance && point.Neurons <= distance);

    /// <summary>
    /// The point at which neuron masks that had settled change again, as the paper saw after some 560 steps of pre-training (Figure 1):
    /// the first distance that is at least 0.1 and three times the smallest before it. Null: there is none.
    /// </summary>
    /// <param name="trace">Distances in order.</param>
    public static MaskDistancePoint? Divergence(IReadOnlyList<MaskDistancePoint> trace)
    {
        var smallest = double.PositiveInfinity;
        foreach (var point in trace.Where(point => !point.Tied))
        {
            if (point.Neurons >= Math.Max(0.1, 3 * smallest))
                return point;
            smallest = Math.Min(smallest, point.Neurons);
        }

        return null;
    }
}
