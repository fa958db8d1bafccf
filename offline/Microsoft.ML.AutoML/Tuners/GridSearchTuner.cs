using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>The points of a grid one after another, the last feature fastest, and then from the first again. The upper end of a range is no point.</summary>
internal sealed class GridSearchTuner(SearchSpace.SearchSpace space, int step) : ITuner
{
    private long _next;

    public Parameter Propose(TrialSettings settings)
    {
        var steps = Array.ConvertAll(space.Step, own => own ?? step);
        var features = new double[steps.Length];
        var rest = _next++ % steps.Aggregate(1L, (product, count) => product * count);
        for (var i = steps.Length - 1; i >= 0; i--)
            (rest, features[i]) = (rest / steps[i], (double)(rest % steps[i]) / steps[i]);
        return space.SampleFromFeatureSpace(features);
    }

    public void Update(TrialResult result)
    {
    }
}
