namespace EarlyBert;

/// <summary>Rows of a task with any number of labels a row: texts, optional second texts, and the labels' indices, all of one length.</summary>
/// <param name="Texts">First texts.</param>
/// <param name="Pairs">Second texts; null for single texts.</param>
/// <param name="Labels">For each row the indices of its labels, 0-based, each once, in any order; none: an empty list.</param>
public sealed record MultiLabelTexts(IReadOnlyList<string> Texts, IReadOnlyList<string>? Pairs, IReadOnlyList<IReadOnlyList<int>> Labels)
{
    /// <summary>Number of rows.</summary>
    public int Count => Texts.Count;
}
