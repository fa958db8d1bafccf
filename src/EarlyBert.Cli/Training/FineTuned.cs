using EarlyBert.Cli.Data;
using EarlyBert.Cli.Output;
using EarlyBert.Text;
using Microsoft.ML;

namespace EarlyBert.Cli.Training;

/// <summary>What a fine-tuning leaves, whatever the task.</summary>
internal sealed record FineTuned : IDisposable
{
    /// <summary>What goes into <c>model.zip</c>; it owns the model.</summary>
    public required ITransformer Pipeline { get; init; }

    /// <summary>The schema of the rows that the pipeline takes.</summary>
    public required DataViewSchema InputSchema { get; init; }

    /// <summary>The model itself.</summary>
    public required TrainedBert Model { get; init; }

    public required FineTuningResult Run { get; init; }

    /// <summary>Training rows, or questions, that were cut.</summary>
    public required int TruncatedRows { get; init; }

    /// <summary>What the longest input cost in the training rows; null: it was not counted.</summary>
    public Truncation? Truncation { get; init; }

    /// <summary>Scores the model on the rows held out; nothing without any.</summary>
    public required Func<ScoredRows> Score { get; init; }

    /// <summary>Writes what belongs to this task alone, after it was scored; null: nothing.</summary>
    public Action<RunFolder>? SaveMore { get; init; }

    public void Dispose() => (Pipeline as IDisposable)?.Dispose();
}
