using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.TensorBoard;

/// <summary>Passes a training's reports on to TensorBoard: a tag a stage and number (<c>search/loss</c>, <c>train/tokens_per_second</c>, <c>validation/accuracy</c>), over the steps of the whole run.</summary>
internal sealed class TensorBoardLog : IProgress<TrainingProgress>, IDisposable
{
    private readonly RunSteps _steps = new();
    private readonly string _folder;
    private readonly EventFile _events;

    /// <exception cref="EarlyBertException">The folder cannot be written.</exception>
    public TensorBoardLog(string folder)
    {
        _folder = folder;
        _events = Writing(() => new EventFile(folder));
    }

    public void Report(TrainingProgress value)
    {
        var step = _steps.At(value);
        (string, double)[] scalars = [.. Scalars(value)];
        if (scalars.Length > 0)
        {
            Writing(() =>
            {
                _events.Add(step, scalars);
                return true;
            });
        }
    }

    public void Dispose() => _events.Dispose();

    private static IEnumerable<(string Tag, double Value)> Scalars(TrainingProgress value)
    {
        if (value.Message is not null)
            yield break;
        foreach (var (name, score) in value.Metrics ?? new Dictionary<string, double>())
            yield return ($"validation/{name}", score);
        var stage = value.Stage.ToString().ToLowerInvariant();
        if (value.Loss is { } loss)
            yield return ($"{stage}/loss", loss);
        if (value.LearningRate is { } rate)
            yield return ($"{stage}/learning_rate", rate);
        if (value.GradientNorm is { } norm)
            yield return ($"{stage}/gradient_norm", norm);
        if (value.TokensPerSecond > 0)
            yield return ($"{stage}/tokens_per_second", value.TokensPerSecond);
        if (value.ExamplesPerSecond > 0)
            yield return ($"{stage}/examples_per_second", value.ExamplesPerSecond);
    }

    private T Writing<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"Event files cannot be written to '{_folder}' ({fault.Message.TrimEnd('.')}); free some space, name another folder with --out, or leave --tensorboard out.", fault);
        }
    }
}
