namespace EarlyBert.Tickets;

/// <summary>How coefficients become a mask.</summary>
public enum TicketRule
{
    /// <summary>Exactly k units are pruned, k = round(n·ratio) with halves to even, by magnitude, ties by lower index first.</summary>
    Exact,

    /// <summary>The official code's rule: kept where the signed value is above NumPy's linear quantile; ties at the threshold are all pruned.</summary>
    Quantile,
}

/// <summary>Drawing the ticket: which units stay (paper section 3.2, Table 3).</summary>
public sealed class DrawOptions
{
    /// <summary>Share of the heads pruned in each layer. Default: 1/3 (4 of 12).</summary>
    public double HeadRatio { get; set; } = 1.0 / 3;

    /// <summary>Share of the FFN neurons pruned over all layers together. Default: 0.4.</summary>
    public double NeuronRatio { get; set; } = 0.4;

    /// <summary>Share of the layers that <see cref="Strategy.LayerDrop"/> leaves out, and skips in training. Default: 1/3 (paper section 4.1).</summary>
    public double LayerRatio { get; set; } = 1.0 / 3;

    /// <summary>Rank heads over all layers together instead of layer by layer. Default: false (paper section 3.2).</summary>
    public bool GlobalHeads { get; set; }

    /// <summary>
    /// Rank neurons layer by layer instead of over all layers together. A classifier or regressor saves more time by it, since its last layer is computed for
    /// the first token alone, and neurons pruned there cost nothing to begin with. Default: false (paper Table 3).
    /// </summary>
    public bool LayerwiseNeurons { get; set; }

    /// <summary>How coefficients become a mask. Default: <see cref="TicketRule.Exact"/>.</summary>
    public TicketRule Rule { get; set; }

    /// <summary>Round the kept neurons of each layer up to a multiple of this (matrix products like 8, 16, 64). 1: no rounding. Default: 1.</summary>
    public int NeuronMultiple { get; set; } = 1;

    /// <summary>
    /// Train coefficients of the kept units, starting at 1 and without penalty, through the efficient stage, as the official code does;
    /// they are folded into the output projections at the end. Default: true.
    /// </summary>
    public bool KeepCoefficients { get; set; } = true;

    internal void Collect(List<string> faults)
    {
        OptionChecks.Check(faults, HeadRatio is >= 0 and < 1, "Draw.HeadRatio", HeadRatio, "0 or more, below 1");
        OptionChecks.Check(faults, NeuronRatio is >= 0 and < 1, "Draw.NeuronRatio", NeuronRatio, "0 or more, below 1");
        OptionChecks.Check(faults, LayerRatio is >= 0 and < 1, "Draw.LayerRatio", LayerRatio, "0 or more, below 1");
        OptionChecks.Check(faults, NeuronMultiple is >= 1 and <= 1024, "Draw.NeuronMultiple", NeuronMultiple, "1 to 1024");
    }
}
