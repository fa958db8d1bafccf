using EarlyBert.Pretraining;
using EarlyBert.Text;
using Microsoft.ML;

namespace EarlyBert.MLNet;

/// <summary>
/// Everything about an <see cref="EarlyBertPretrainerEstimator"/>: the columns, the vocabulary, the run (<see cref="Pretraining"/>), and how it is
/// watched, stopped and gone on with. The estimator takes a copy; later changes do not reach it.
/// </summary>
public sealed class EarlyBertPretrainerOptions
{
    /// <summary>Column of the text: a single <c>String</c>, a document a row, whose line breaks end paragraphs. Default: <c>Text</c>.</summary>
    public string TextColumnName { get; set; } = "Text";

    /// <summary>Column added for the sentence embedding: a vector of <see cref="float"/> of the model's hidden size. Default: <c>Features</c>.</summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>
    /// The pre-training run. Three of its values give way to the <see cref="MLContext"/> when they are left at their defaults:
    /// <see cref="PretrainingOptions.Seed"/> (42) to the context's seed, if it has one; <see cref="PretrainingOptions.GpuDeviceId"/> (null) and
    /// <see cref="PretrainingOptions.FallbackToCpu"/> (false) to the context's values at the time of <c>Fit</c>. Default: the recipe <c>tiny</c>.
    /// </summary>
    public PretrainingOptions Pretraining { get; set; } = PretrainingOptions.FromRecipe("tiny");

    /// <summary>
    /// Vocabulary file (<c>vocab.txt</c>). Null: that of <see cref="PretrainingOptions.Pretrained"/>, or else one of <see cref="VocabularySize"/>
    /// entries is learned from the text. Default: null.
    /// </summary>
    public string? VocabularyPath { get; set; }

    /// <summary>Entries of a vocabulary that is learned, 32 to 1000000. Default: 8000.</summary>
    public int VocabularySize { get; set; } = 8000;

    /// <summary>Lower-case and strip accents before WordPiece; a pre-trained folder decides for itself. Default: true.</summary>
    public bool LowerCase { get; set; } = true;

    /// <summary>Share of the rows that is kept out of training and evaluated on, 0 or more, below 0.5. Default: 0.005.</summary>
    public double HeldOutShare { get; set; } = new ExampleStoreOptions().HeldOutShare;

    /// <summary>
    /// Folder of the vocabulary, the prepared examples and the checkpoints, which stay there; made if it is not there. Null: a temporary folder, which is
    /// gone after <c>Fit</c>. Default: null.
    /// </summary>
    public string? WorkFolder { get; set; }

    /// <summary>
    /// Go on with what an interrupted <c>Fit</c> left in <see cref="WorkFolder"/>: vocabulary and examples are taken as they are, without reading the data,
    /// and training goes on from the newest checkpoint, to the same bits. Default: false.
    /// </summary>
    public bool Resume { get; set; }

    /// <summary>Rows a forward pass when the trained model embeds, 1 to 65536; it is saved with the model. Default: 32.</summary>
    public int BatchSize { get; set; } = 32;

    /// <summary>Receives every report of the run, on the training thread. Default: null.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Stops <c>Fit</c> with an <see cref="OperationCanceledException"/> at the next row or step. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal EarlyBertPretrainerOptions Checked()
    {
        foreach (var (value, name) in new[] { (TextColumnName, nameof(TextColumnName)), (OutputColumnName, nameof(OutputColumnName)) })
        {
            if (string.IsNullOrEmpty(value))
                throw new EarlyBertException($"{name} is empty; name a column.");
        }

        ArgumentNullException.ThrowIfNull(Pretraining);
        Pretraining.Validate();
        new ExampleStoreOptions { HeldOutShare = HeldOutShare }.Validate();
        if (VocabularySize is < VocabularyTrainer.SmallestSize or > VocabularyTrainer.LargestSize)
            throw new EarlyBertException($"{nameof(VocabularySize)} is {VocabularySize}; it can be {VocabularyTrainer.SmallestSize} to {VocabularyTrainer.LargestSize}.");
        if (VocabularyPath is not null && Pretraining.Pretrained is not null)
            throw new EarlyBertException($"{nameof(VocabularyPath)} is '{VocabularyPath}', but the pre-trained folder '{Pretraining.Pretrained}' has its own vocabulary; leave one of them out.");
        if (Resume && WorkFolder is null)
            throw new EarlyBertException($"{nameof(Resume)} is true, but there is no {nameof(WorkFolder)}; name the folder that the interrupted run had.");
        if (WorkFolder is { Length: 0 })
            throw new EarlyBertException($"{nameof(WorkFolder)} is empty; name a folder, or leave it null for a temporary one.");
        if (BatchSize is < 1 or > EarlyBertClassifierOptions.LargestBatch)
            throw new EarlyBertException($"{nameof(BatchSize)} is {BatchSize}; it can be 1 to {EarlyBertClassifierOptions.LargestBatch}.");

        var copy = (EarlyBertPretrainerOptions)MemberwiseClone();
        copy.Pretraining = Pretraining.Clone();
        return copy;
    }
}
