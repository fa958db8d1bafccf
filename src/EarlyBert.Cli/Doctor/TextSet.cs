namespace EarlyBert.Cli.Doctor;

/// <summary>Rows of a training or validation set as they stand in a file.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Texts">First texts.</param>
/// <param name="Pairs">Second texts; null: single texts.</param>
/// <param name="Labels">The labels' texts; blank: none.</param>
internal sealed record TextSet(string Name, IReadOnlyList<string> Texts, IReadOnlyList<string>? Pairs, IReadOnlyList<string> Labels)
{
    public int Count => Texts.Count;

    /// <summary>What makes two rows the same, whatever their labels.</summary>
    public (string, string?) KeyOf(int row) => (Texts[row].Trim(), Pairs?[row].Trim());
}
