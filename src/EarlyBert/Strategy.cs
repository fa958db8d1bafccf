namespace EarlyBert;

/// <summary>What is trained: the ticket, or one of the runs it is compared with.</summary>
public enum Strategy
{
    /// <summary>Search, draw, prune, rewind, train (paper section 3.2).</summary>
    EarlyBird,

    /// <summary>The whole network: 3 epochs at 2e-5 by default (paper section 4.1).</summary>
    Dense,

    /// <summary>A ticket drawn at random, trained like the early-bird one (paper Table 1).</summary>
    Random,

    /// <summary>The whole network with its steps cut to the early-bird run's FLOPs (paper Table 7).</summary>
    Matched,

    /// <summary>
    /// A ticket of the units with the largest gradients of the loss by their coefficient (Michel et al. 2019), measured after as many steps as the early-bird
    /// search has, and trained like the early-bird one. Fine-tuning only.
    /// </summary>
    Importance,

    /// <summary>A ticket of the units with the largest weights in θ₀, without any search, trained like the early-bird one. Fine-tuning only.</summary>
    Magnitude,

    /// <summary>
    /// The whole network, each layer skipped at random in training, and evenly spaced layers left out of what comes out (Fan et al. 2019): 3 epochs by default,
    /// a third of the layers (paper section 4.1). Fine-tuning only.
    /// </summary>
    LayerDrop,
}

/// <summary>What strategies have in common.</summary>
internal static class Strategies
{
    /// <summary>It prunes by a ticket before the training.</summary>
    public static bool HasTicket(this Strategy strategy) => strategy is Strategy.EarlyBird or Strategy.Random or Strategy.Importance or Strategy.Magnitude;

    /// <summary>How long the search lasts changes the run: its ticket, or the steps it is cut to.</summary>
    public static bool HangsOnSearch(this Strategy strategy) => strategy is Strategy.EarlyBird or Strategy.Importance or Strategy.Matched;
}
