namespace EarlyBert;

/// <summary>The stages of a run, in order.</summary>
public enum TrainingStage
{
    /// <summary>Tokenising and building the model.</summary>
    Prepare,

    /// <summary>Training with coefficients and penalty.</summary>
    Search,

    /// <summary>Drawing, pruning and rewinding.</summary>
    Draw,

    /// <summary>Training the ticket, or the dense network.</summary>
    Train,

    /// <summary>Scoring the validation set.</summary>
    Evaluate,
}

/// <summary>One report of a running training; also one line of <c>metrics.jsonl</c>.</summary>
public sealed record TrainingProgress
{
    /// <summary>The stage.</summary>
    public required TrainingStage Stage { get; init; }

    /// <summary>The phase of a pre-training, from 1; null in fine-tuning.</summary>
    public int? Phase { get; init; }

    /// <summary>Optimizer steps done in this stage.</summary>
    public int Step { get; init; }

    /// <summary>Optimizer steps planned in this stage (an upper bound while waiting for stable masks).</summary>
    public int Steps { get; init; }

    /// <summary>Epochs done in this stage, fractional.</summary>
    public double Epoch { get; init; }

    /// <summary>Task loss of the last step, without penalty; null when not read.</summary>
    public double? Loss { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Gradient norm before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Examples per second over this stage.</summary>
    public double ExamplesPerSecond { get; init; }

    /// <summary>Real (unpadded) tokens per second over this stage.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Seconds since the run began.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds this stage will still take at its pace.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Metric values, for reports of evaluations.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>A sentence for people: what begins, a warning.</summary>
    public string? Message { get; init; }

    /// <summary>The message is a warning.</summary>
    public bool IsWarning { get; init; }
}
