using System.Diagnostics.CodeAnalysis;
using EarlyBert.Display;
using EarlyBert.Text;

namespace EarlyBert;

/// <summary>What the training of a regressor leaves.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record TextRegressorResult : FineTuningResult
{
    [SetsRequiredMembers]
    internal TextRegressorResult(FineTuningResult run, TextRegressor regressor, Truncation truncation) : base(run) => (Regressor, Truncation) = (regressor, truncation);

    /// <summary>The trained, folded regressor.</summary>
    public TextRegressor Regressor { get; }

    /// <summary>What <see cref="EarlyBertOptions.MaxTokens"/> cost in the training rows.</summary>
    public Truncation Truncation { get; }

    /// <summary>Training rows cut to <see cref="EarlyBertOptions.MaxTokens"/>.</summary>
    public int TruncatedRows => Truncation.CutTexts;
}
