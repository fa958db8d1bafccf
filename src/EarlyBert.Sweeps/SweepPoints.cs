using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.SearchSpace;

namespace EarlyBert.Sweeps;

/// <summary>A space with its defaults, and the way from what a tuner proposes to a point.</summary>
/// <param name="Space">What AutoML's tuners search.</param>
/// <param name="First">The point of the first trial.</param>
/// <param name="LatestDraw">The latest moment that a point draws at, as a share of the first epoch; 0: when the run's schedule says.</param>
internal sealed record SweepPoints(Microsoft.ML.SearchSpace.SearchSpace Space, EarlyBertSearchOptions First, double LatestDraw)
{
    /// <summary>The point that a parameter describes; what it does not name is as in the first trial. A space under a key of an experiment is found too.</summary>
    public EarlyBertSearchOptions Of(Parameter parameter)
    {
        var point = JsonSerializer.SerializeToNode(First)!.AsObject();
        Fill(point, parameter);
        return point.Deserialize<EarlyBertSearchOptions>()!;
    }

    private static void Fill(JsonObject point, Parameter parameter)
    {
        foreach (var (name, value) in parameter)
        {
            if (point.ContainsKey(name))
                point[name] = JsonSerializer.SerializeToNode(value);
            else if (value.ParameterType == ParameterType.Object)
                Fill(point, value);
        }
    }
}
