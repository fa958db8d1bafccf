namespace EarlyBert;

/// <summary>A stretch of a context that may answer a question, or that nothing does.</summary>
/// <param name="Text">The text as it stands in the context; empty for "no answer".</param>
/// <param name="Start">Index of its first char in the context (UTF-16); -1 for "no answer".</param>
/// <param name="Score">Logit of its start plus logit of its end; for "no answer" those of <c>[CLS]</c>, the least over the question's windows.</param>
/// <param name="Probability">Softmax of the scores over the candidates of the question, 0 to 1.</param>
public readonly record struct AnswerCandidate(string Text, int Start, double Score, double Probability)
{
    /// <summary>What the model says of its first token, before softmax; for "no answer" of <c>[CLS]</c>.</summary>
    public float StartLogit { get; init; }

    /// <summary>What the model says of its last token, before softmax; for "no answer" of <c>[CLS]</c>.</summary>
    public float EndLogit { get; init; }

    /// <summary>The candidate says that the context does not answer the question.</summary>
    public bool IsNoAnswer => Start < 0;
}
