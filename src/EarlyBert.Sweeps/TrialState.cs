namespace EarlyBert.Sweeps;

/// <summary>How a trial ended.</summary>
public enum TrialState
{
    /// <summary>Trained to its end.</summary>
    Completed,

    /// <summary>Stopped at a rung: the trials before it were better at that moment.</summary>
    Stopped,

    /// <summary>Stopped after its pilot steps: it would have taken longer than it may.</summary>
    TooSlow,

    /// <summary>It failed; <see cref="TrialRecord.Message"/> says why.</summary>
    Failed,
}
