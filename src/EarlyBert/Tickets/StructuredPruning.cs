using EarlyBert.Bert;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tickets;

/// <summary>
/// Cuts heads and neurons out of a BERT's weights: rows of query, key, value (with bias) and columns of the output projection for a
/// head; rows of the first FFN matrix (with bias) and columns of the second for a neuron (paper section 3.2). Biases of the
/// projections back to the hidden size stay whole.
/// </summary>
public static class StructuredPruning
{
    /// <summary>The weights of the pruned model; those of units that stay are copied, nothing else changes.</summary>
    /// <param name="weights">State dict of the model, with Hugging Face's names.</param>
    /// <param name="pruned">The pruned shape, with kept heads and neurons: <see cref="EarlyBirdTicket.Prune"/>.</param>
    /// <param name="from">The shape of <paramref name="weights"/> where units are gone already; it has every unit that stays. Null: unpruned.</param>
    /// <returns>New tensors, owned by the caller.</returns>
    public static IReadOnlyDictionary<string, Tensor> Prune(IReadOnlyDictionary<string, Tensor> weights, BertConfig pruned, BertConfig? from = null)
    {
        using var guard = no_grad();
        return weights.ToDictionary(pair => pair.Key, pair => PruneOne(pair.Key, pair.Value, pruned, from));
    }

    /// <summary>A pruned copy of a whole model, task heads and all.</summary>
    /// <param name="model">The model, which may be pruned already; it stays the caller's.</param>
    /// <param name="ticket">What stays.</param>
    /// <returns>The pruned model, owned by the caller.</returns>
    /// <exception cref="EarlyBertException">The ticket is of another shape, or the model has lost units that it keeps.</exception>
    public static PretrainedBert Prune(PretrainedBert model, EarlyBirdTicket ticket)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ticket);
        var config = ticket.Prune(model.Config);
        return model with { Config = config, Tensors = Prune(model.Tensors, config, model.Config) };
    }

    private static Tensor PruneOne(string name, Tensor weight, BertConfig pruned, BertConfig? from)
    {
        using var scope = NewDisposeScope();
        var result = UnitName.Find(name) is not { } unit
            ? weight.clone()
            : unit.IsHead
                ? Select(weight, unit.Axis, Places(pruned.KeptHeads![unit.Layer], from?.KeptHeads?[unit.Layer]), unit.IsCoefficient ? 1 : pruned.HeadSize)
                : Select(weight, unit.Axis, Places(pruned.KeptNeurons![unit.Layer], from?.KeptNeurons?[unit.Layer]), 1);
        return result.DetachFromDisposeScope();
    }

    /// <summary>Where units stand among those that are left; with none gone, at their own index.</summary>
    private static IReadOnlyList<int> Places(IReadOnlyList<int> units, IReadOnlyList<int>? left)
    {
        if (left is null)
            return units;
        var places = left.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return [.. units.Select(unit => places[unit])];
    }

    /// <param name="weight">A tensor with units along <paramref name="axis"/>.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="kept">Places of the units that stay.</param>
    /// <param name="width">Rows or columns of one unit.</param>
    private static Tensor Select(Tensor weight, int axis, IReadOnlyList<int> kept, int width)
    {
        var rows = kept.SelectMany(unit => Enumerable.Range(unit * width, width)).Select(row => (long)row).ToArray();
        return weight.detach().index_select(axis, tensor(rows, device: weight.device));
    }
}
