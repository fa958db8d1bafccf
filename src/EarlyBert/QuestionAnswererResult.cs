using System.Diagnostics.CodeAnalysis;
using EarlyBert.Display;

namespace EarlyBert;

/// <summary>What the training of a model that answers questions leaves. Examples of its speed are windows.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record QuestionAnswererResult : FineTuningResult
{
    [SetsRequiredMembers]
    internal QuestionAnswererResult(FineTuningResult run, QuestionAnswerer answerer) : base(run) => Answerer = answerer;

    /// <summary>The trained, folded model.</summary>
    public QuestionAnswerer Answerer { get; }

    /// <summary>Windows that the training questions made.</summary>
    public required int Windows { get; init; }

    /// <summary>Training questions cut to <see cref="Text.WindowOptions.MaxQuestionTokens"/>.</summary>
    public required int TruncatedQuestions { get; init; }

    /// <summary>Training questions left out, because their answer is not known or does not stand where the data say.</summary>
    public required int SkippedQuestions { get; init; }
}
