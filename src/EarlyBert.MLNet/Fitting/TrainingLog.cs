using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Fitting;

/// <summary>Reports of a training: to the user's <see cref="IProgress{T}"/> as they are, and as lines to <c>MLContext.Log</c>.</summary>
internal sealed class TrainingLog(IChannel channel, IProgress<TrainingProgress>? progress) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        progress?.Report(value);
        if (value.IsWarning)
            channel.Warning(MessageSensitivity.None, Line(value));
        else
            channel.Info(MessageSensitivity.None, Line(value));
    }

    /// <summary>A warning about the data.</summary>
    public void Warn(string message) => Report(new TrainingProgress { Stage = TrainingStage.Prepare, Message = message, IsWarning = true });

    internal static string Line(TrainingProgress value)
    {
        var culture = CultureInfo.InvariantCulture;
        var line = new StringBuilder(value.Stage.ToString());
        if (value.Steps > 0)
            line.Append(culture, $", step {value.Step} of {value.Steps}, epoch {value.Epoch:0.00}");
        if (value.Loss is { } loss)
            line.Append(culture, $", loss {loss:0.0000}");
        foreach (var (name, metric) in value.Metrics ?? new Dictionary<string, double>())
            line.Append(culture, $", {name} {metric:0.0000}");
        if (value.ExamplesPerSecond > 0)
            line.Append(culture, $", {value.ExamplesPerSecond:0} examples/s");
        if (value.SecondsLeft is { } left)
            line.Append(culture, $", {left:0} s left");
        if (!string.IsNullOrEmpty(value.Message))
            line.Append(culture, $": {value.Message}");
        return line.ToString();
    }
}
