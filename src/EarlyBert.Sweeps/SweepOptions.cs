namespace EarlyBert.Sweeps;

/// <summary>How a sweep goes.</summary>
public sealed class SweepOptions
{
    /// <summary>When it ends. Default: 20 trials.</summary>
    public SweepBudget Budget { get; set; } = new(null, 20);

    /// <summary>The score on the validation set that is to rise: accuracy, f1 (macro_f1 where there are more than two classes) or matthews; null: the first that the data are scored by.</summary>
    public string? Metric { get; set; }

    /// <summary>The tuner by name, <see cref="SweepTuners.Names"/>. Default: cost-frugal.</summary>
    public string Tuner { get; set; } = SweepTuners.CostFrugal;

    /// <summary>Points of the grid on an axis that is a range. Default: 5.</summary>
    public int GridSteps { get; set; } = 5;

    /// <summary>Seed of the tuner. Default: 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>When a trial is hopeless. Default: the best third goes on beyond 1/9 and 1/3 of its training.</summary>
    public SuccessiveHalving Halving { get; set; } = new();

    /// <summary>The longest that a trial's training may take by the pace of its pilot steps; the first trial may take longer. Null: no limit but the budget. Default: null.</summary>
    public TimeSpan? LongestTrial { get; set; }

    /// <summary>Steps of a trial whose pace tells how long the rest will take. Default: 10.</summary>
    public int PilotSteps { get; set; } = 10;

    /// <summary>Validation rows that are scored one by one to measure the latency of a model. Default: 32.</summary>
    public int LatencyRows { get; set; } = 32;

    /// <summary>
    /// Folder on a file system that all processes of the sweep see: <c>sweep.json</c>, <c>search.json</c>, <c>trials.jsonl</c>, <c>tickets/</c>, the best model. Null: in memory alone.
    /// Default: null.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>Go on with the sweep in <see cref="Folder"/>, or join the processes that are at it. Default: false.</summary>
    public bool Resume { get; set; }

    /// <summary>Throws where a number is out of range.</summary>
    /// <exception cref="EarlyBertException">One is.</exception>
    internal void Validate()
    {
        if (!SweepTuners.Names.Contains(Tuner))
            throw new EarlyBertException($"The tuner is '{Tuner}'; it can be {string.Join(", ", SweepTuners.Names)}.");
        if (GridSteps is < 1 or > 1000)
            throw new EarlyBertException($"The grid's steps are {GridSteps}; they can be 1 to 1000.");
        if (PilotSteps is < 1 or > 10_000)
            throw new EarlyBertException($"The pilot steps are {PilotSteps}; they can be 1 to 10000.");
        if (LatencyRows is < 1 or > 100_000)
            throw new EarlyBertException($"The rows to measure latency with are {LatencyRows}; they can be 1 to 100000.");
        if (Budget is { Time: null, Trials: null })
            throw new EarlyBertException("The sweep has no budget; give it a time, a number of trials, or both.");
    }
}
