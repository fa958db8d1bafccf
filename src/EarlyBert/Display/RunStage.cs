namespace EarlyBert.Display;

/// <summary>A stage of a run on the axis of all its steps.</summary>
/// <param name="Stage">Search or train.</param>
/// <param name="Phase">The phase of a pre-training; null: the run has no phases.</param>
/// <param name="First">Steps of the run before it.</param>
/// <param name="Lines">Its steps as they were reported, in order.</param>
internal sealed record RunStage(TrainingStage Stage, int? Phase, int First, IReadOnlyList<TrainingProgress> Lines)
{
    /// <summary>Steps of the run when it ends.</summary>
    public int Last => First + Lines[^1].Step;

    /// <summary>What people call it.</summary>
    public string Name => Stage == TrainingStage.Search ? "search" : Phase is { } phase ? $"train, phase {phase}" : "train";
}
