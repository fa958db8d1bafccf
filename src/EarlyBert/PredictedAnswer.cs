using System.Globalization;
using EarlyBert.Display;

namespace EarlyBert;

/// <summary>What a model answers to a question.</summary>
/// <param name="Best">
/// The candidate with the largest score, or "no answer" where <see cref="NoAnswerScore"/> is above the threshold or the context is empty.
/// </param>
/// <param name="NoAnswerScore">Score of "no answer" minus that of the best stretch of text: the number that thresholds are compared with, whether or not one was set.</param>
/// <param name="Candidates">The best candidates with different texts, the largest score first; "no answer" among them where a threshold was set.</param>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record PredictedAnswer(AnswerCandidate Best, double NoAnswerScore, IReadOnlyList<AnswerCandidate> Candidates) : IDisplay
{
    /// <summary>The answer, cut from the context as it stands there; empty: no answer.</summary>
    public string Text => Best.Text;

    /// <summary>The candidates as a table.</summary>
    public override string ToString() => Table.ToText();

    Html IDisplay.Display() => Table.ToHtml();

    private DataTable Table => new(
        Best.IsNoAnswer ? "The context does not answer the question." : $"Answer: {Text}",
        ["answer", "probability"],
        [.. Candidates.Select(candidate => new[] { candidate.IsNoAnswer ? "(no answer)" : candidate.Text, candidate.Probability.ToString("0.000", CultureInfo.InvariantCulture) })]);
}
