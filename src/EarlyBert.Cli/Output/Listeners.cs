namespace EarlyBert.Cli.Output;

/// <summary>Passes each report on to several listeners.</summary>
internal sealed class Listeners(IReadOnlyList<IProgress<TrainingProgress>> all) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        foreach (var listener in all)
            listener.Report(value);
    }
}
