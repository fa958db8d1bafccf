namespace EarlyBert.Training;

/// <summary>Where AdamW's epsilon stands; the two forms part by up to 5e-4 in single weights within ten steps.</summary>
public enum AdamForm
{
    /// <summary>torch.optim.AdamW: θ −= lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).</summary>
    Torch,

    /// <summary>transformers' AdamW, which the paper used: θ −= lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε).</summary>
    Transformers,
}

/// <summary>The training stage. Values left null take the strategy's default (paper sections 4.1 and 4.2).</summary>
public sealed class TrainOptions
{
    /// <summary>Epochs; null: 2 for a ticket, and for the ticket that a matched run is measured by; 3 for the dense network; 2 for all in question answering.</summary>
    public double? Epochs { get; set; }

    /// <summary>
    /// Peak learning rate; null: 4e-5 for a ticket and 2e-5 for the dense network from a pre-trained model, 3e-5 for both in question answering, 3e-4 for
    /// both from random weights.
    /// </summary>
    public double? LearningRate { get; set; }

    /// <summary>Examples a forward pass. Default: 32.</summary>
    public int BatchSize { get; set; } = 32;

    /// <summary>Batches whose gradients add up to one optimizer step. Default: 1.</summary>
    public int AccumulationSteps { get; set; } = 1;

    /// <summary>Share of the steps over which the learning rate rises linearly before it decays linearly. Default: 0.</summary>
    public double WarmupFraction { get; set; }

    /// <summary>Decoupled weight decay of matrices and embeddings; biases, layer norms and coefficients have none. Default: 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>Global gradient-norm limit; 0: none. Default: 1.</summary>
    public double ClipNorm { get; set; } = 1.0;

    /// <summary>How much the rows of each class count in the loss, for classification alone. Default: <see cref="ClassWeights.None"/>.</summary>
    public ClassWeights ClassWeights { get; set; } = ClassWeights.None;

    /// <summary>AdamW's form. Default: <see cref="AdamForm.Torch"/>.</summary>
    public AdamForm AdamForm { get; set; }

    /// <summary>Pad every row to <see cref="EarlyBertOptions.MaxTokens"/> and shuffle plainly, as the paper timed it, instead of length buckets. Default: false.</summary>
    public bool PadToMaxTokens { get; set; }

    /// <summary>Times an epoch that the validation set is scored, evenly spaced. Default: 1.</summary>
    public int EvaluationsPerEpoch { get; set; } = 1;

    /// <summary>
    /// What comes out has the weights of the best evaluation on the validation set, in the place of the last step's. The score on that set is then a little
    /// flattering: it chose. Default: false.
    /// </summary>
    public bool KeepBest { get; set; }

    /// <summary>
    /// Evaluations in a row without a better score after which the training stage ends (early stopping), and <see cref="KeepBest"/> with it; null: train to
    /// the end. The learning rate falls as for the whole length. Default: null.
    /// </summary>
    public int? Patience { get; set; }

    /// <summary>Name of the metric that is to rise, such as <c>matthews</c>; null: the first that the task is scored by. Default: null.</summary>
    public string? Metric { get; set; }

    /// <summary>Steps between reported losses (reading a loss waits for the device). Default: 20.</summary>
    public int LogEvery { get; set; } = 20;

    /// <summary>The best evaluation's weights are what comes out.</summary>
    internal bool ChoosesBest => KeepBest || Patience is not null;

    internal void Collect(List<string> faults)
    {
        OptionChecks.Check(faults, Epochs is null or > 0 and <= 10_000, "Train.Epochs", Epochs, "above 0, at most 10000");
        OptionChecks.Check(faults, LearningRate is null or > 0 and < 1, "Train.LearningRate", LearningRate, "above 0, below 1");
        ClassWeights.Collect(faults);
        OptionChecks.Check(faults, BatchSize is >= 1 and <= 65536, "Train.BatchSize", BatchSize, "1 to 65536");
        OptionChecks.Check(faults, AccumulationSteps is >= 1 and <= 65536, "Train.AccumulationSteps", AccumulationSteps, "1 to 65536");
        OptionChecks.Check(faults, WarmupFraction is >= 0 and < 1, "Train.WarmupFraction", WarmupFraction, "0 or more, below 1");
        OptionChecks.Check(faults, WeightDecay is >= 0 and < 1, "Train.WeightDecay", WeightDecay, "0 or more, below 1");
        OptionChecks.Check(faults, ClipNorm >= 0, "Train.ClipNorm", ClipNorm, "0 (none) or more");
        OptionChecks.Check(faults, EvaluationsPerEpoch is >= 1 and <= 10_000, "Train.EvaluationsPerEpoch", EvaluationsPerEpoch, "1 to 10000");
        OptionChecks.Check(faults, Patience is null or >= 1, "Train.Patience", Patience, "null (to the end) or 1 and more");
        OptionChecks.Check(faults, LogEvery >= 1, "Train.LogEvery", LogEvery, "1 or more");
    }
}
