namespace EarlyBert.Cli.Tests.Demo;

/// <summary>Naive Bayes over the words of a text and their counts: what word counting can do.</summary>
internal static class BagOfWords
{
    public static double Accuracy(IReadOnlyList<(string Text, int Label)> train, IReadOnlyList<(string Text, int Label)> development)
    {
        var counts = new[] { new Dictionary<string, int>(), new Dictionary<string, int>() };
        var totals = new int[2];
        foreach (var (text, label) in train)
        {
            foreach (var word in text.Split(' '))
            {
                counts[label][word] = counts[label].GetValueOrDefault(word) + 1;
                totals[label]++;
            }
        }

        var words = counts[0].Keys.Union(counts[1].Keys).Count();
        double Evidence(string text, int label) => text.Split(' ').Sum(word => Math.Log((counts[label].GetValueOrDefault(word) + 1.0) / (totals[label] + words)));
        return development.Average(row => (Evidence(row.Text, 1) > Evidence(row.Text, 0) ? 1 : 0) == row.Label ? 1.0 : 0.0);
    }
}
