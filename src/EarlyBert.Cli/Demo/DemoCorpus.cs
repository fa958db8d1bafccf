namespace EarlyBert.Cli.Demo;

/// <summary>A labelled corpus for the demo.</summary>
/// <param name="Name">What it is called in <c>result.json</c>.</param>
/// <param name="Description">One sentence: where it comes from.</param>
/// <param name="LabelNames">The two classes.</param>
/// <param name="Rows">Texts with the index of their class, without duplicates.</param>
/// <param name="Questions">Messages of our own, not part of the corpus, for the predictions at the end.</param>
internal sealed record DemoCorpus(string Name, string Description, IReadOnlyList<string> LabelNames, IReadOnlyList<(string Text, int Label)> Rows, IReadOnlyList<string> Questions)
{
    /// <summary>Splits the rows by seed.</summary>
    /// <param name="developmentShare">Share of the rows held out.</param>
    /// <param name="seed">The same seed gives the same split on every platform.</param>
    public (IReadOnlyList<(string Text, int Label)> Train, IReadOnlyList<(string Text, int Label)> Development) Split(double developmentShare, int seed)
    {
        var rows = Rows.ToArray();
        new SeededRandom(seed).Shuffle(rows);
        var held = (int)(rows.Length * developmentShare);
        return (rows[held..], rows[..held]);
    }
}
