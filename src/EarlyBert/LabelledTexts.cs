namespace EarlyBert;

/// <summary>Rows of a classification task: texts, optional second texts, and class indices, all of one length.</summary>
/// <param name="Texts">First texts.</param>
/// <param name="Pairs">Second texts; null for single-sentence tasks.</param>
/// <param name="Labels">Class indices, 0-based.</param>
public sealed record LabelledTexts(IReadOnlyList<string> Texts, IReadOnlyList<string>? Pairs, IReadOnlyList<int> Labels)
{
    /// <summary>Number of rows.</summary>
    public int Count => Texts.Count;
}
