using EarlyBert.Text;

namespace EarlyBert.Tasks.Squad;

/// <summary>An answer that people gave.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Start">
/// Index of its first char in the context (UTF-16; the files count code points); null where the file's place does not hold the text, so
/// that the answer can be compared with but not learned from.
/// </param>
public sealed record SquadAnswer(string Text, int? Start)
{
    /// <summary>Its place in the context; null: not known.</summary>
    public TextSpan? Span => Start is { } start ? new TextSpan(start, Text.Length) : null;
}
