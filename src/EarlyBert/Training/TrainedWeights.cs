using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>What a training stage leaves.</summary>
/// <param name="Config">The shape.</param>
/// <param name="Weights">New tensors, owned by whoever receives them.</param>
/// <param name="Steps">Optimizer steps that made them: fewer than were run where an earlier evaluation was better.</param>
internal sealed record TrainedWeights(BertConfig Config, IReadOnlyDictionary<string, Tensor> Weights, int Steps);
