using Microsoft.ML.AutoML;

namespace EarlyBert.Sweeps;

/// <summary>The tuners of Microsoft.ML.AutoML by name.</summary>
public static class SweepTuners
{
    /// <summary>Every property at random.</summary>
    public const string Random = "random";

    /// <summary>Every combination of choices and evenly spaced numbers.</summary>
    public const string Grid = "grid";

    /// <summary>CFO (Wu et al. 2021): small steps from the default, in directions that were better.</summary>
    public const string CostFrugal = "cost-frugal";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Random, Grid, CostFrugal];

    /// <summary>Makes a tuner; where it is <see cref="IDisposable"/>, dispose it at the end.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="space">What it searches.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="gridSteps">Points of the grid on an axis that is a range.</param>
    /// <exception cref="EarlyBertException">There is no such tuner.</exception>
    public static ITuner Create(string name, Microsoft.ML.SearchSpace.SearchSpace space, int seed, int gridSteps = 5) => name switch
    {
        Random => new ExperimentTuner(space, seed, experiment => experiment.SetRandomSearchTuner(seed)),
        Grid => new ExperimentTuner(space, seed, experiment => experiment.SetGridSearchTuner(gridSteps)),
        CostFrugal => new ExperimentTuner(space, seed, experiment => experiment.SetCostFrugalTuner()),
        _ => throw new EarlyBertException($"The tuner is '{name}'; it can be {string.Join(", ", Names)}."),
    };

    /// <summary>What it proposes hangs on what it was told; another process's trial is then waited for, not passed over.</summary>
    internal static bool Learns(string name) => name == CostFrugal;
}
