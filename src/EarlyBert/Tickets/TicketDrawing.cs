using EarlyBert.Bert;

namespace EarlyBert.Tickets;

/// <summary>
/// From coefficients to a ticket: heads ranked layer by layer, neurons over all layers together (paper section 3.2, Table 3).
/// </summary>
public static class TicketDrawing
{
    /// <summary>A mask over units, and what is to be known of it.</summary>
    /// <param name="Kept">[layer][unit].</param>
    /// <param name="Tied">The cut runs through a cluster of equal coefficients and is arbitrary.</param>
    /// <param name="Protected">Layers that would have lost their last unit.</param>
    public sealed record Mask(bool[][] Kept, bool Tied, IReadOnlyList<int> Protected);

    /// <summary>Draws a ticket from one recorded moment of a search.</summary>
    /// <param name="config">Shape of the searched model, which may be pruned already.</param>
    /// <param name="record">The search.</param>
    /// <param name="options">What to keep.</param>
    /// <param name="moment">Index into the record; null: the last.</param>
    /// <exception cref="EarlyBertException">The record is of another shape.</exception>
    public static EarlyBirdTicket Draw(BertConfig config, SearchRecord record, DrawOptions options, int? moment = null)
    {
        var at = moment ?? record.Steps.Count - 1;
        return Draw(config, record.Heads[at], record.Neurons[at], options) with
        {
            Schedule = DrawSchedule.AtStep(Math.Max(1, record.Steps[at])).ToString(),
            Step = record.Steps[at],
            DistanceTrace = MaskDistance.Trace(record, options).TakeWhile(point => point.Step <= record.Steps[at]).ToArray(),
        };
    }

    /// <summary>
    /// Draws a ticket from coefficients, [layer][head] and [layer][neuron], one for every unit that the model has. Ratios count against those; the
    /// ticket names units by their index in the unpruned model.
    /// </summary>
    /// <exception cref="EarlyBertException">The coefficients are of another shape.</exception>
    public static EarlyBirdTicket Draw(BertConfig config, float[][] heads, float[][] neurons, DrawOptions options)
    {
        Check(config, heads, neurons);
        var headMask = Heads(heads, options);
        var neuronMask = Neurons(neurons, options);
        return new EarlyBirdTicket
        {
            Layers = config.NumHiddenLayers,
            Heads = config.NumAttentionHeads,
            Neurons = config.IntermediateSize,
            KeptHeads = Indices(headMask.Kept, config.KeptHeads),
            KeptNeurons = Indices(neuronMask.Kept, config.KeptNeurons),
            HeadRatio = options.HeadRatio,
            NeuronRatio = options.NeuronRatio,
            GlobalHeads = options.GlobalHeads,
            LayerwiseNeurons = options.LayerwiseNeurons,
            Rule = options.Rule,
            Warnings =
            [
                .. headMask.Protected.Select(layer => $"Layer {layer} would have lost every head; its largest stays."),
                .. neuronMask.Protected.Select(layer => $"Layer {layer} would have lost every neuron; its largest stays."),
            ],
        };
    }

    /// <summary>The mask of heads that <paramref name="options"/> ask for.</summary>
    public static Mask Heads(float[][] coefficients, DrawOptions options) => Guarded(coefficients, options.HeadRatio, options.GlobalHeads, options.Rule, 1);

    /// <summary>The mask of neurons that <paramref name="options"/> ask for.</summary>
    public static Mask Neurons(float[][] coefficients, DrawOptions options) =>
        Guarded(coefficients, options.NeuronRatio, !options.LayerwiseNeurons, options.Rule, options.NeuronMultiple);

    /// <summary>The rule alone, without protected layers or rounding: [layer][unit], true for kept.</summary>
    /// <param name="coefficients">[layer][unit].</param>
    /// <param name="ratio">Share to prune, 0 or more, below 1.</param>
    /// <param name="global">Rank over all layers together.</param>
    /// <param name="rule">The rule.</param>
    public static bool[][] Cut(float[][] coefficients, double ratio, bool global, TicketRule rule)
    {
        if (!global)
            return Array.ConvertAll(coefficients, layer => CutTogether(layer, ratio, rule));
        var flat = CutTogether([.. coefficients.SelectMany(layer => layer)], ratio, rule);
        var start = 0;
        return Array.ConvertAll(coefficients, layer => flat[start..(start += layer.Length)]);
    }

    private static bool[] CutTogether(float[] coefficients, double ratio, TicketRule rule)
    {
        if (rule == TicketRule.Quantile)
        {
            var threshold = Quantile(coefficients, ratio);
            return Array.ConvertAll(coefficients, c => c > threshold);
        }

        var kept = new bool[coefficients.Length];
        Array.Fill(kept, true);
        var count = (int)Math.Round(coefficients.Length * ratio, MidpointRounding.ToEven);
        // OrderBy is stable: among equals the lower index goes first.
        foreach (var unit in Enumerable.Range(0, coefficients.Length).OrderBy(i => Math.Abs(coefficients[i])).Take(count))
            kept[unit] = false;
        return kept;
    }

    /// <summary>numpy.quantile with linear interpolation, in double precision.</summary>
    internal static double Quantile(float[] values, double ratio)
    {
        var sorted = values.Order().ToArray();
        var position = ratio * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        double low = sorted[below], high = sorted[above], t = position - below;
        // NumPy interpolates from the nearer end, which matters in the last bit.
        return t < 0.5 ? low + ((high - low) * t) : high - ((high - low) * (1 - t));
    }

    /// <summary>The rule's mask, rounded up per layer, with at least one unit in every layer.</summary>
    private static Mask Guarded(float[][] coefficients, double ratio, bool global, TicketRule rule, int multiple)
    {
        var kept = Cut(coefficients, ratio, global, rule);
        var tied = global ? IsTied([.. coefficients.SelectMany(row => row)], [.. kept.SelectMany(row => row)]) : coefficients.Zip(kept).Any(row => IsTied(row.First, row.Second));
        var saved = new List<int>();
        for (var layer = 0; layer < kept.Length; layer++)
        {
            var row = kept[layer];
            var count = row.Count(unit => unit);
            if (count == 0)
                saved.Add(layer);
            var wanted = Math.Min(row.Length, (Math.Max(1, count) + multiple - 1) / multiple * multiple);
            foreach (var unit in Enumerable.Range(0, row.Length).Where(i => !row[i]).OrderByDescending(i => Math.Abs(coefficients[layer][i])).Take(wanted - count).ToArray())
                row[unit] = true;
        }

        return new Mask(kept, tied, saved);
    }

    /// <summary>
    /// The cut runs through a cluster of equal coefficients, as it does in the first steps, when Adam has moved each by ±lr exactly.
    /// Two neighbours that happen to be equal among thousands are no cluster.
    /// </summary>
    private static bool IsTied(float[] coefficients, bool[] kept)
    {
        var pruned = Enumerable.Range(0, kept.Length).Where(i => !kept[i]).ToArray();
        if (pruned.Length == 0)
            return false;
        var threshold = pruned.Max(i => Math.Abs(coefficients[i]));
        return Enumerable.Range(0, kept.Length).Any(i => kept[i] && Math.Abs(coefficients[i]) == threshold)
            && coefficients.Count(c => Math.Abs(c) == threshold) > Math.Max(1, coefficients.Length / 100);
    }

    private static void Check(BertConfig config, float[][] heads, float[][] neurons)
    {
        if (heads.Length != config.NumHiddenLayers || neurons.Length != config.NumHiddenLayers)
            throw new EarlyBertException($"The coefficients are of another model: they have {heads.Length} layers, the model has {config.NumHiddenLayers}; draw from a search of this model.");
        for (var layer = 0; layer < heads.Length; layer++)
        {
            if (heads[layer].Length != config.HeadsOf(layer) || neurons[layer].Length != config.NeuronsOf(layer))
                throw new EarlyBertException(
                    $"The coefficients are of another model: layer {layer} has {heads[layer].Length} heads and {neurons[layer].Length} neurons, " +
                    $"in the model {config.HeadsOf(layer)} and {config.NeuronsOf(layer)}; draw from a search of this model.");
        }
    }

    /// <param name="kept">The mask over the units that the model has.</param>
    /// <param name="left">Their indices in the unpruned model; null: nothing is pruned.</param>
    private static int[][] Indices(bool[][] kept, IReadOnlyList<IReadOnlyList<int>>? left) =>
        [.. kept.Select((row, layer) => Enumerable.Range(0, row.Length).Where(i => row[i]).Select(i => left?[layer][i] ?? i).ToArray())];
}
