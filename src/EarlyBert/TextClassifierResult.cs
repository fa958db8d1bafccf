using System.Diagnostics.CodeAnalysis;
using EarlyBert.Display;
using EarlyBert.Text;

namespace EarlyBert;

/// <summary>What the training of a classifier leaves.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record TextClassifierResult : FineTuningResult
{
    [SetsRequiredMembers]
    internal TextClassifierResult(FineTuningResult run, TextClassifier classifier, Truncation truncation) : base(run) => (Classifier, Truncation) = (classifier, truncation);

    /// <summary>The trained, folded classifier.</summary>
    public TextClassifier Classifier { get; }

    /// <summary>What <see cref="EarlyBertOptions.MaxTokens"/> cost in the training rows.</summary>
    public Truncation Truncation { get; }

    /// <summary>Training rows cut to <see cref="EarlyBertOptions.MaxTokens"/>.</summary>
    public int TruncatedRows => Truncation.CutTexts;
}
