namespace EarlyBert.Pretraining;

/// <summary>How often each word piece stands in the examples: where a decoder can begin that has learned nothing yet.</summary>
internal static class PieceFrequencies
{
    private const int MostExamples = 20_000;

    /// <summary>
    /// The logarithm of each piece's share of the text, from up to 20,000 examples spread evenly over the set; a piece that none of them has counts once.
    /// </summary>
    /// <param name="examples">The training examples.</param>
    /// <param name="vocabularySize">Entries of the vocabulary.</param>
    /// <returns>One number an entry.</returns>
    public static float[] Logarithms(ExampleSet examples, int vocabularySize)
    {
        var counts = new long[vocabularySize];
        Array.Fill(counts, 1);
        var ids = new int[examples.MaxTokens];
        var read = Math.Min(MostExamples, examples.Count);
        for (var i = 0L; i < read; i++)
        {
            var length = examples.Read((long)((double)i / read * examples.Count), ids, out var first, out _);
            // [CLS] and the two [SEP] are in every example and are never predicted.
            foreach (var id in ids.AsSpan(1, first - 2))
                counts[id]++;
            foreach (var id in ids.AsSpan(first, length - first - 1))
                counts[id]++;
        }

        var total = (double)counts.Sum();
        return Array.ConvertAll(counts, count => (float)Math.Log(count / total));
    }
}
