namespace EarlyBert.Tasks.Squad;

/// <summary>An answer whose place in the context does not hold its text.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Text">The answer's text.</param>
/// <param name="AnswerStart">The place in the file, in code points.</param>
/// <param name="Found">What stands there, as much as the answer is long; empty: the place is outside the context.</param>
public sealed record SquadFault(string QuestionId, string Text, long AnswerStart, string Found);
