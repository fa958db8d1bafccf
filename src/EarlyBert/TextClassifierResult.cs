using System.Diagnostics.CodeAnalysis;

namespace EarlyBert;

/// <summary>What the training of a classifier leaves.</summary>
public sealed record TextClassifierResult : FineTuningResult
{
    [SetsRequiredMembers]
    internal TextClassifierResult(FineTuningResult run, TextClassifier classifier) : base(run) => Classifier = classifier;

    /// <summary>The trained, folded classifier.</summary>
    public TextClassifier Classifier { get; }

    /// <summary>Rows cut to <see cref="EarlyBertOptions.MaxTokens"/>.</summary>
    public required int TruncatedRows { get; init; }
}
