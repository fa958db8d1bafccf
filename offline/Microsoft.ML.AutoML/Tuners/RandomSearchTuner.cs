using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Every feature at random, evenly from 0 to 1.</summary>
internal sealed class RandomSearchTuner(SearchSpace.SearchSpace space, int? seed) : ITuner
{
    private readonly Random _random = seed is { } known ? new Random(known) : new Random();

    public Parameter Propose(TrialSettings settings)
    {
        var features = new double[space.FeatureSpaceDim];
        for (var i = 0; i < features.Length; i++)
            features[i] = _random.NextDouble();
        return space.SampleFromFeatureSpace(features);
    }

    public void Update(TrialResult result)
    {
    }
}
