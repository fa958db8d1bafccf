using EarlyBert.Bert;

namespace EarlyBert.Tickets;

/// <summary>The units of a model that was pruned before it was searched, by their index in the unpruned model.</summary>
public sealed record SearchedUnits
{
    /// <summary>Heads of an unpruned layer.</summary>
    public required int Heads { get; init; }

    /// <summary>FFN neurons of an unpruned layer.</summary>
    public required int Neurons { get; init; }

    /// <summary>[layer]: the heads that were left; null: all.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? KeptHeads { get; init; }

    /// <summary>[layer]: the neurons that were left; null: all.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? KeptNeurons { get; init; }

    /// <summary>The units of a search; null: the model was not pruned.</summary>
    public static SearchedUnits? Of(SearchRecord record, EarlyBirdTicket ticket) => record.KeptHeads is null && record.KeptNeurons is null
        ? null
        : new SearchedUnits { Heads = ticket.Heads, Neurons = ticket.Neurons, KeptHeads = record.KeptHeads, KeptNeurons = record.KeptNeurons };

    /// <summary>The numbers describe a pruned model.</summary>
    internal bool IsWhole
    {
        get
        {
            if (KeptHeads is null && KeptNeurons is null)
                return false;
            try
            {
                Shape.Validate("the search");
                return true;
            }
            catch (EarlyBertException)
            {
                return false;
            }
        }
    }

    /// <summary>Shape of the model, as far as a draw needs it.</summary>
    internal BertConfig Shape => new()
    {
        NumHiddenLayers = (KeptHeads ?? KeptNeurons)!.Count,
        NumAttentionHeads = Heads,
        HiddenSize = Heads,
        IntermediateSize = Neurons,
        KeptHeads = KeptHeads,
        KeptNeurons = KeptNeurons,
    };
}
