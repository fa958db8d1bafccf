using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace EarlyBert.Sweeps.Tests;

public class SweepTunersTests
{
    [Fact]
    public void Create_Random_IsSeededAndStaysInside()
    {
        Assert.Equal(Proposals(SweepTuners.Random, 1), Proposals(SweepTuners.Random, 1));
        Assert.NotEqual(Proposals(SweepTuners.Random, 1), Proposals(SweepTuners.Random, 2));
        Assert.All(Proposals(SweepTuners.Random, 1), x => Assert.InRange(x, 0, 1));
    }

    [Fact]
    public void Create_Grid_GoesThroughEveryCombinationOnce()
    {
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["a"] = new ChoiceOption("x", "y"), ["b"] = new ChoiceOption(1, 2, 3) };

        var seen = Ask(SweepTuners.Create(SweepTuners.Grid, space, 1), 6, _ => 0).Select(p => $"{p["a"].AsType<string>()}{p["b"].AsType<int>()}");

        Assert.Equal(["x1", "x2", "x3", "y1", "y2", "y3"], seen.Order());
    }

    [Fact]
    public void Create_CostFrugal_BeginsAtTheDefaultAndFindsTheValley()
    {
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["x"] = new UniformDoubleOption(0, 1, false, 0.9), ["y"] = new UniformDoubleOption(0, 1, false, 0.1) };
        static double Loss(Parameter p) => Math.Pow(p["x"].AsType<double>() - 0.3, 2) + Math.Pow(p["y"].AsType<double>() - 0.6, 2);

        var proposed = Ask(SweepTuners.Create(SweepTuners.CostFrugal, space, 3), 60, Loss);

        Assert.Equal(0.9, proposed[0]["x"].AsType<double>(), 1e-9);
        Assert.True(proposed.Min(Loss) < 0.01, $"best loss {proposed.Min(Loss)} from {Loss(proposed[0])}");
        // Small steps: the second point is near the first.
        Assert.True(Math.Abs(proposed[1]["x"].AsType<double>() - 0.9) < 0.2);
    }

    [Fact]
    public void Create_NoSuchTuner_NamesThoseThereAre() =>
        Assert.Equal("The tuner is 'best'; it can be random, grid, cost-frugal.", Assert.Throws<EarlyBertException>(() => SweepTuners.Create("best", [], 1)).Message);

    private static List<double> Proposals(string name, int seed) =>
        [.. Ask(SweepTuners.Create(name, new Microsoft.ML.SearchSpace.SearchSpace { ["x"] = new UniformDoubleOption(0, 1) }, seed), 5, _ => 0).Select(p => p["x"].AsType<double>())];

    private static List<Parameter> Ask(ITuner tuner, int times, Func<Parameter, double> loss)
    {
        using var ending = (IDisposable)tuner;
        var proposed = new List<Parameter>();
        for (var id = 0; id < times; id++)
        {
            var settings = new TrialSettings { TrialId = id };
            settings.Parameter = tuner.Propose(settings);
            proposed.Add(settings.Parameter);
            tuner.Update(new TrialResult { TrialSettings = settings, Loss = loss(settings.Parameter) });
        }

        return proposed;
    }
}
