namespace EarlyBert;

/// <summary>What a model answers to a question.</summary>
/// <param name="Best">
/// The candidate with the largest score, or "no answer" where <see cref="NoAnswerScore"/> is above the threshold or the context is empty.
/// </param>
/// <param name="NoAnswerScore">Score of "no answer" minus that of the best stretch of text: the number that thresholds are compared with, whether or not one was set.</param>
/// <param name="Candidates">The best candidates with different texts, the largest score first; "no answer" among them where a threshold was set.</param>
public sealed record PredictedAnswer(AnswerCandidate Best, double NoAnswerScore, IReadOnlyList<AnswerCandidate> Candidates)
{
    /// <summary>The answer, cut from the context as it stands there; empty: no answer.</summary>
    public string Text => Best.Text;
}
