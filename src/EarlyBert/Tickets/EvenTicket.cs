using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tickets;

/// <summary>
/// Makes a ticket with as many heads and as many neurons in every layer, so that the pruned model loads in any BERT: the mean of what the ticket keeps, the
/// ticket's own units first. Where a layer has too many or too few, units are ranked by the size of their weights, since a ticket alone does not rank them.
/// </summary>
public static class EvenTicket
{
    /// <summary>The even ticket.</summary>
    /// <param name="model">The model that the ticket prunes.</param>
    /// <param name="ticket">The ticket.</param>
    /// <exception cref="EarlyBertException">The ticket is of another shape, or the model has lost units that it keeps.</exception>
    public static EarlyBirdTicket Of(PretrainedBert model, EarlyBirdTicket ticket)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ticket);
        ticket.Prune(model.Config);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var config = model.Config;
        return ticket with
        {
            KeptHeads = Even(ticket.KeptHeads, config.KeptHeads, config.NumAttentionHeads, layer => Sizes(model, layer, "attention.self.value.weight", "attention.output.dense.weight", config.HeadsOf(layer))),
            KeptNeurons = Even(ticket.KeptNeurons, config.KeptNeurons, config.IntermediateSize, layer => Sizes(model, layer, "intermediate.dense.weight", "output.dense.weight", config.NeuronsOf(layer))),
        };
    }

    private static IReadOnlyList<IReadOnlyList<int>> Even(IReadOnlyList<IReadOnlyList<int>> kept, IReadOnlyList<IReadOnlyList<int>>? left, int units, Func<int, float[]> sizes)
    {
        var fewest = left?.Min(layer => layer.Count) ?? units;
        var count = Math.Clamp((int)Math.Round(kept.Average(layer => layer.Count)), 1, fewest);
        return [.. kept.Select((layer, index) => Pick(layer, left?[index] ?? [.. Enumerable.Range(0, units)], sizes(index), count))];
    }

    private static int[] Pick(IReadOnlyList<int> kept, IReadOnlyList<int> left, float[] sizes, int count)
    {
        var own = kept.ToHashSet();
        return [.. left.Index().OrderByDescending(unit => own.Contains(unit.Item)).ThenByDescending(unit => sizes[unit.Index]).Take(count).Select(unit => unit.Item).Order()];
    }

    /// <summary>For each unit the norm of the weights that lead to it times that of those that lead away.</summary>
    private static float[] Sizes(PretrainedBert model, int layer, string inward, string outward, int units)
    {
        var to = model.Tensors[$"bert.encoder.layer.{layer}.{inward}"].to(ScalarType.Float32);                  // (units * width, H)
        var from = model.Tensors[$"bert.encoder.layer.{layer}.{outward}"].to(ScalarType.Float32);               // (H, units * width)
        var sizes = to.reshape(units, -1).square().sum(1).mul(from.t().reshape(units, -1).square().sum(1));     // (units)
        return sizes.cpu().data<float>().ToArray();
    }
}
