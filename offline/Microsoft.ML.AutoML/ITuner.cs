using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Proposes parameters, and learns what they led to.</summary>
public interface ITuner
{
    Parameter Propose(TrialSettings settings);

    void Update(TrialResult result);
}
