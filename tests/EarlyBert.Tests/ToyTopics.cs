namespace EarlyBert.Tests;

/// <summary>A small made-up task with any number of labels a row: which kinds of animals does the text name?</summary>
internal static class ToyTopics
{
    private static readonly string[][] Animals = [["trout", "shark", "eel"], ["robin", "eagle", "duck"], ["wolf", "horse", "mouse"]];

    public static IReadOnlyList<string> Labels { get; } = ["fish", "bird", "mammal"];

    public static MultiLabelTexts Make(int rows, int seed)
    {
        var random = new SeededRandom(seed);
        var (texts, labels) = (new string[rows], new IReadOnlyList<int>[rows]);
        for (var row = 0; row < rows; row++)
        {
            var kinds = Enumerable.Range(0, 3).Where(_ => random.NextInt(5) < 2).ToArray();
            texts[row] = $"today {string.Join(" and ", kinds.Select(kind => $"a {Animals[kind][random.NextInt(3)]}").DefaultIfEmpty("nothing"))} came by";
            labels[row] = kinds;
        }

        return new MultiLabelTexts(texts, null, labels);
    }
}
