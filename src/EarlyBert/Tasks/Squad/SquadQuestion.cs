namespace EarlyBert.Tasks.Squad;

/// <summary>A question about a context, as SQuAD (Rajpurkar et al. 2016, 2018) puts it.</summary>
/// <param name="Id">Its name in the file, by which it is scored.</param>
/// <param name="Question">The question.</param>
/// <param name="Context">The paragraph that may hold the answer.</param>
/// <param name="Answers">What people marked as the answer: one in training sets, several in validation sets, none where it cannot be answered.</param>
/// <param name="IsImpossible">The context does not answer it (version 2.0).</param>
/// <param name="Title">Title of the article; null: not known.</param>
public sealed record SquadQuestion(string Id, string Question, string Context, IReadOnlyList<SquadAnswer> Answers, bool IsImpossible = false, string? Title = null)
{
    /// <summary>The first answer whose place in the context holds its text, which is the one to learn; null: there is none.</summary>
    public SquadAnswer? LocatedAnswer => Answers.FirstOrDefault(answer => answer.Start is { } start && Holds(Context, start, answer.Text));

    /// <summary>Whether a text, which has at least one char, stands at a place of a context.</summary>
    internal static bool Holds(string context, int start, string text) =>
        text.Length > 0 && start >= 0 && start <= context.Length - text.Length && context.AsSpan(start, text.Length).SequenceEqual(text);
}
