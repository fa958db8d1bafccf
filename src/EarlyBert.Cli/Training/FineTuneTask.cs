using Microsoft.ML;

namespace EarlyBert.Cli.Training;

/// <summary>What <c>finetune</c> trains for: its data, how a model is trained on them, and how that is scored.</summary>
internal abstract class FineTuneTask
{
    /// <summary>The task's name, or the training file's without extension.</summary>
    public abstract string Name { get; }

    /// <summary>What there is to learn, in one line for people.</summary>
    public abstract string Description { get; }

    /// <summary>Rows for training.</summary>
    public abstract int TrainRows { get; }

    /// <summary>Rows held out; 0: none.</summary>
    public abstract int DevRows { get; }

    /// <summary>Trains.</summary>
    /// <param name="ml">The context, with the run's seed.</param>
    /// <param name="request">The run.</param>
    /// <param name="progress">Receives reports.</param>
    /// <param name="cancellation">Stops it.</param>
    public abstract FineTuned Train(MLContext ml, FineTuneRequest request, IProgress<TrainingProgress> progress, CancellationToken cancellation);
}
