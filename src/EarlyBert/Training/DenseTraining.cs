using EarlyBert.Bert;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>Training the whole network: what the ticket is compared with.</summary>
internal static class DenseTraining
{
    /// <summary>Trains from <paramref name="initial"/>, which is not changed.</summary>
    public static TrainedWeights Train(FineTuning run, BertConfig config, IReadOnlyDictionary<string, Tensor> initial, StagePlan plan)
    {
        using var model = run.Build(config, initial, coefficients: false);
        var steps = run.Train(model, plan);
        return new TrainedWeights(config, StateDict.Copy(model), steps);
    }
}
