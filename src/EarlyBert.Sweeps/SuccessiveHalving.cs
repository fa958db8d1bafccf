namespace EarlyBert.Sweeps;

/// <summary>
/// When a trial is hopeless: asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", in its form that stops): at each rung
/// a trial goes on only if it is among the best 1/<see cref="Reduction"/>, rounded up, of those that came there so far. Equal scores count as equally good.
/// </summary>
public sealed class SuccessiveHalving
{
    /// <summary>Makes the rule.</summary>
    /// <param name="reduction">Of how many trials one goes on, at least 2. Default: 3.</param>
    /// <param name="rungs">Shares of a training at which it is looked at, ascending, above 0 and below 1; null: 1/9 and 1/3.</param>
    /// <exception cref="EarlyBertException">A number is out of range.</exception>
    public SuccessiveHalving(int reduction = 3, IReadOnlyList<double>? rungs = null)
    {
        Reduction = reduction >= 2 ? reduction : throw new EarlyBertException($"The reduction is {reduction}; it can be 2 or more.");
        Rungs = rungs ?? [1.0 / 9, 1.0 / 3];
        if (Rungs.Any(rung => rung is not (> 0 and < 1)) || !Rungs.SequenceEqual(Rungs.Order()))
            throw new EarlyBertException($"The rungs are {string.Join(", ", Rungs)}; they can be shares of a training above 0 and below 1, ascending.");
    }

    /// <summary>Every trial is trained to its end.</summary>
    public static SuccessiveHalving Off { get; } = new(rungs: []);

    /// <summary>Of how many trials one goes on.</summary>
    public int Reduction { get; }

    /// <summary>Shares of a training at which it is looked at.</summary>
    public IReadOnlyList<double> Rungs { get; }

    /// <summary>Whether a trial goes on beyond a rung.</summary>
    /// <param name="before">Scores of the trials that came to this rung before.</param>
    /// <param name="score">Its own.</param>
    public bool GoesOn(IReadOnlyCollection<double> before, double score)
    {
        ArgumentNullException.ThrowIfNull(before);
        return before.Count(other => other > score) < (before.Count + Reduction) / Reduction;
    }
}
