namespace EarlyBert.MLNet;

/// <summary>What the options of the estimators on labelled texts have in common: label and texts.</summary>
public abstract class EarlyBertTextOptions : EarlyBertTrainingOptions
{
    private protected EarlyBertTextOptions() : base(new EarlyBertOptions())
    {
    }

    /// <summary>
    /// Column of the label. A classifier's is a key, as <c>MapValueToKey</c> makes it, or, for any number of labels a row, a vector of known size of
    /// <see cref="bool"/> or of <see cref="float"/> 0 and 1, whose slot names are the labels' names. A regressor's is a <see cref="float"/>. Default: <c>Label</c>.
    /// </summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Column of the text: a single <c>String</c>. Default: <c>Text</c>.</summary>
    public string TextColumnName { get; set; } = "Text";

    /// <summary>Column of a second text, for pairs of sentences; null: single texts. Default: null.</summary>
    public string? TextPairColumnName { get; set; }

    /// <summary>
    /// Column added for the scores: a classifier's are class probabilities, a vector of <see cref="float"/> with one slot a class, a regressor's is one
    /// <see cref="float"/>. Default: <c>Score</c>.
    /// </summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>What happens when a row has no label, or one that is no number. Default: <see cref="MissingLabel.Error"/>.</summary>
    public MissingLabel MissingLabel { get; set; } = MissingLabel.Error;

    private protected override IEnumerable<(string? Value, string Name)> Columns =>
    [
        (LabelColumnName, nameof(LabelColumnName)), (TextColumnName, nameof(TextColumnName)),
        (ScoreColumnName, nameof(ScoreColumnName)), (TextPairColumnName ?? "-", nameof(TextPairColumnName)),
    ];

    private protected void CheckTexts()
    {
        Check();
        if (!Enum.IsDefined(MissingLabel))
            throw new EarlyBertException($"{nameof(MissingLabel)} is {MissingLabel}; it can be {nameof(MissingLabel.Error)} or {nameof(MissingLabel.Skip)}.");
    }
}
