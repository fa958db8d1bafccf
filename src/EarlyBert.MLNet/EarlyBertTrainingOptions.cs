using EarlyBert.Tickets;
using EarlyBert.Weights;
using Microsoft.ML;

namespace EarlyBert.MLNet;

/// <summary>
/// What the options of all estimators that fine-tune have in common: the training run (<see cref="EarlyBert"/>), and how it is watched and stopped.
/// </summary>
public abstract class EarlyBertTrainingOptions
{
    /// <summary>The most rows that a forward pass takes.</summary>
    internal const int LargestBatch = 65536;

    private protected EarlyBertTrainingOptions(EarlyBertOptions run) => EarlyBert = run;

    /// <summary>
    /// The training run. Three of its values give way to the <see cref="MLContext"/> when they are left at their defaults:
    /// <see cref="EarlyBertOptions.Seed"/> (42) to the context's seed, if it has one; <see cref="EarlyBertOptions.GpuDeviceId"/> (null) and
    /// <see cref="EarlyBertOptions.FallbackToCpu"/> (false) to the context's values at the time of <c>Fit</c>.
    /// </summary>
    public EarlyBertOptions EarlyBert { get; set; }

    /// <summary>A ticket drawn before from a model of the same shape: the search is skipped. Null: draw one. Default: null.</summary>
    public EarlyBirdTicket? Ticket { get; set; }

    /// <summary>
    /// A pre-trained BERT in memory to start from, in the place of the folder <see cref="EarlyBertOptions.Pretrained"/>. It is not copied: dispose it
    /// after <c>Fit</c>. Null: as <see cref="EarlyBert"/> says. Default: null.
    /// </summary>
    public PretrainedBert? PretrainedModel { get; set; }

    /// <summary>
    /// Rows scored at the end of each training epoch, with the same columns as the training data; null: none. A classifier's label may be a
    /// key or its values; classes are matched by name. Steps of the pipeline before this one are not applied to it. Default: null.
    /// </summary>
    public IDataView? ValidationSet { get; set; }

    /// <summary>Rows a forward pass when the trained model scores, 1 to 65536; it is saved with the model. Default: 32.</summary>
    public int BatchSize { get; set; } = 32;

    /// <summary>Receives every report of the training, on the training thread. Default: null.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Stops <c>Fit</c> with an <see cref="OperationCanceledException"/> at the next step. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>The columns that are read and added, by the names of their options.</summary>
    private protected abstract IEnumerable<(string? Value, string Name)> Columns { get; }

    /// <summary>Checks what all have in common.</summary>
    /// <exception cref="EarlyBertException">A name is empty, or options are out of range or exclude each other.</exception>
    private protected void Check()
    {
        foreach (var (value, name) in Columns)
        {
            if (string.IsNullOrEmpty(value))
                throw new EarlyBertException($"{name} is empty; name a column.");
        }

        if (BatchSize is < 1 or > LargestBatch)
            throw new EarlyBertException($"{nameof(BatchSize)} is {BatchSize}; it can be 1 to {LargestBatch}.");
        ArgumentNullException.ThrowIfNull(EarlyBert);
        EarlyBert.Validate();
        if (PretrainedModel is not null && EarlyBert.Scratch is not null)
            throw new EarlyBertException($"{nameof(PretrainedModel)} is set, and {nameof(EarlyBert)}.{nameof(EarlyBert.Scratch)} is '{EarlyBert.Scratch}' too; leave one of them out.");
        if (PretrainedModel is not null && EarlyBert.Pretrained is not null)
            throw new EarlyBertException($"{nameof(PretrainedModel)} is set, and {nameof(EarlyBert)}.{nameof(EarlyBert.Pretrained)} is '{EarlyBert.Pretrained}' too; leave one of them out.");
    }

    /// <summary>A copy that later changes do not reach.</summary>
    private protected T Copy<T>() where T : EarlyBertTrainingOptions
    {
        var copy = (T)MemberwiseClone();
        copy.EarlyBert = EarlyBert.Clone();
        return copy;
    }
}
