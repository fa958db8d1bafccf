namespace EarlyBert.Text;

/// <summary>One word piece and where it stands in the text.</summary>
/// <param name="Id">Id in the vocabulary.</param>
/// <param name="Value">The piece as the vocabulary spells it: normalized, <c>##</c> in front inside a word, <c>[UNK]</c> for a word it does not cover.</param>
/// <param name="Start">Index of its first char in the original text (UTF-16).</param>
/// <param name="Length">Chars of the original text that it covers, stripped accents included.</param>
public readonly record struct WordPieceToken(int Id, string Value, int Start, int Length);
