using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Fitting;

/// <summary>Reports of a training: to the user's <see cref="IProgress{T}"/> as they are, and as lines to <c>MLContext.Log</c>.</summary>
internal sealed class TrainingLog(IChannel channel, IProgress<TrainingProgress>? progress) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        progress?.Report(value);
        if (value.IsWarning)
            channel.Warning(MessageSensitivity.None, value.ToString());
        else
            channel.Info(MessageSensitivity.None, value.ToString());
    }

    /// <summary>A warning about the data.</summary>
    public void Warn(string message) => Report(new TrainingProgress { Stage = TrainingStage.Prepare, Message = message, IsWarning = true });
}
