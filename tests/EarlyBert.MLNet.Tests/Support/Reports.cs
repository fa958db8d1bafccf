namespace EarlyBert.MLNet.Tests.Support;

/// <summary>Keeps every report, and does something at the first of a stage.</summary>
internal sealed class Reports(TrainingStage at = TrainingStage.Prepare, Action? act = null) : IProgress<TrainingProgress>
{
    private bool _done;

    public List<TrainingProgress> All { get; } = [];

    public void Report(TrainingProgress value)
    {
        All.Add(value);
        if (!_done && value.Stage == at && act is not null)
        {
            _done = true;
            act();
        }
    }
}
