using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>One batch of a training: its rows and tokens are counted, its tensors freed after the step.</summary>
internal interface ITrainingBatch : IDisposable
{
    /// <summary>Rows.</summary>
    int Rows { get; }

    /// <summary>Real tokens, padding not counted.</summary>
    long Tokens { get; }
}

/// <summary>One batch of labelled rows. It owns its tensors.</summary>
/// <param name="Input">What the model reads.</param>
/// <param name="Labels">What the head should say, as its loss takes it: class indices, Int64 (batch), numbers, Float32 (batch); (batch, ...) for other tasks.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Tokens">Real tokens, padding not counted.</param>
internal sealed record TrainingBatch(BertInput Input, Tensor Labels, int Rows, long Tokens) : ITrainingBatch
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Labels.Dispose();
    }
}
