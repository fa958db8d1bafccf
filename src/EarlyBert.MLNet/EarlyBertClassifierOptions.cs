using EarlyBert.Tickets;
using EarlyBert.Weights;
using Microsoft.ML;

namespace EarlyBert.MLNet;

/// <summary>
/// Everything about an <see cref="EarlyBertClassifierEstimator"/>: the columns, the training run (<see cref="EarlyBert"/>), and
/// how it is watched and stopped. The estimator takes a copy; later changes do not reach it.
/// </summary>
public sealed class EarlyBertClassifierOptions
{
    /// <summary>The most rows that a forward pass takes.</summary>
    internal const int LargestBatch = 65536;

    /// <summary>
    /// Column of the label: a key, as <c>MapValueToKey</c> makes it, or, for any number of labels a row, a vector of known size of <see cref="bool"/> or of
    /// <see cref="float"/> 0 and 1, whose slot names are the labels' names. Default: <c>Label</c>.
    /// </summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Column of the text: a single <c>String</c>. Default: <c>Text</c>.</summary>
    public string TextColumnName { get; set; } = "Text";

    /// <summary>Column of a second text, for pairs of sentences; null: single texts. Default: null.</summary>
    public string? TextPairColumnName { get; set; }

    /// <summary>Column added for the predicted label: a key with the label's values, or a vector of <see cref="bool"/>. Default: <c>PredictedLabel</c>.</summary>
    public string OutputColumnName { get; set; } = "PredictedLabel";

    /// <summary>Column added for the class probabilities: a vector of <see cref="float"/>, one slot a class. Default: <c>Score</c>.</summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>
    /// The training run. Three of its values give way to the <see cref="MLContext"/> when they are left at their defaults:
    /// <see cref="EarlyBertOptions.Seed"/> (42) to the context's seed, if it has one; <see cref="EarlyBertOptions.GpuDeviceId"/> (null) and
    /// <see cref="EarlyBertOptions.FallbackToCpu"/> (false) to the context's values at the time of <c>Fit</c>.
    /// </summary>
    public EarlyBertOptions EarlyBert { get; set; } = new();

    /// <summary>A ticket drawn before from a model of the same shape: the search is skipped. Null: draw one. Default: null.</summary>
    public EarlyBirdTicket? Ticket { get; set; }

    /// <summary>
    /// A pre-trained BERT in memory to start from, in the place of the folder <see cref="EarlyBertOptions.Pretrained"/>. It is not copied: dispose it
    /// after <c>Fit</c>. Null: as <see cref="EarlyBert"/> says. Default: null.
    /// </summary>
    public PretrainedBert? PretrainedModel { get; set; }

    /// <summary>
    /// Rows scored at the end of each training epoch, with the same columns as the training data; null: none. The label may be a
    /// key or its values; classes are matched by name. Steps of the pipeline before this one are not applied to it. Default: null.
    /// </summary>
    public IDataView? ValidationSet { get; set; }

    /// <summary>What happens when a training row has no label. Default: <see cref="MissingLabel.Error"/>.</summary>
    public MissingLabel MissingLabel { get; set; } = MissingLabel.Error;

    /// <summary>Rows a forward pass when the trained model scores, 1 to 65536; it is saved with the model. Default: 32.</summary>
    public int BatchSize { get; set; } = 32;

    /// <summary>Receives every report of the training, on the training thread. Default: null.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Stops <c>Fit</c> with an <see cref="OperationCanceledException"/> at the next step. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal EarlyBertClassifierOptions Checked()
    {
        foreach (var (value, name) in new[]
        {
            (LabelColumnName, nameof(LabelColumnName)), (TextColumnName, nameof(TextColumnName)), (OutputColumnName, nameof(OutputColumnName)),
            (ScoreColumnName, nameof(ScoreColumnName)), (TextPairColumnName ?? "-", nameof(TextPairColumnName)),
        })
        {
            if (string.IsNullOrEmpty(value))
                throw new EarlyBertException($"{name} is empty; name a column.");
        }

        if (OutputColumnName == ScoreColumnName)
            throw new EarlyBertException($"{nameof(OutputColumnName)} and {nameof(ScoreColumnName)} are both '{ScoreColumnName}'; give them different names.");
        if (BatchSize is < 1 or > LargestBatch)
            throw new EarlyBertException($"{nameof(BatchSize)} is {BatchSize}; it can be 1 to {LargestBatch}.");
        if (!Enum.IsDefined(MissingLabel))
            throw new EarlyBertException($"{nameof(MissingLabel)} is {MissingLabel}; it can be {nameof(MissingLabel.Error)} or {nameof(MissingLabel.Skip)}.");
        ArgumentNullException.ThrowIfNull(EarlyBert);
        EarlyBert.Validate();
        if (PretrainedModel is not null && EarlyBert.Scratch is not null)
            throw new EarlyBertException($"{nameof(PretrainedModel)} is set, and {nameof(EarlyBert)}.{nameof(EarlyBert.Scratch)} is '{EarlyBert.Scratch}' too; leave one of them out.");
        if (PretrainedModel is not null && EarlyBert.Pretrained is not null)
            throw new EarlyBertException($"{nameof(PretrainedModel)} is set, and {nameof(EarlyBert)}.{nameof(EarlyBert.Pretrained)} is '{EarlyBert.Pretrained}' too; leave one of them out.");

        var copy = (EarlyBertClassifierOptions)MemberwiseClone();
        copy.EarlyBert = EarlyBert.Clone();
        return copy;
    }
}
