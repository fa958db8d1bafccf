using EarlyBert.Pretraining;

namespace EarlyBert.Cli.Training;

/// <summary>One run of <c>pretrain</c>.</summary>
internal sealed record PretrainRequest
{
    public required PretrainingOptions Options { get; init; }

    /// <summary>Text files; empty when examples are given.</summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>Folders of prepared examples; empty when text is given.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Vocabulary file; null: the pre-trained folder's, or learned from the text.</summary>
    public required string? Vocabulary { get; init; }

    /// <summary>Entries of a vocabulary that is learned.</summary>
    public required int VocabularySize { get; init; }

    public required bool LowerCase { get; init; }

    /// <summary>Share of the documents held out.</summary>
    public required double HeldOutShare { get; init; }

    /// <summary>The folder that receives everything.</summary>
    public required string Out { get; init; }

    /// <summary>Go on from the newest checkpoint.</summary>
    public required bool Resume { get; init; }

    /// <summary>Leave event files of TensorBoard too.</summary>
    public bool TensorBoard { get; init; }
}
