namespace EarlyBert.Tasks;

/// <summary>
/// Scores of a classifier whose rows have any number of labels, equal to scikit-learn's with <c>zero_division=0</c>. Both lists have one entry a row: the
/// indices of its labels, 0-based, in any order.
/// </summary>
public static class MultiLabelMetrics
{
    /// <summary>The four scores, by name and in this order: <c>micro_f1</c>, <c>macro_f1</c>, <c>subset_accuracy</c>, <c>hamming_loss</c> (the only one that is better when lower).</summary>
    /// <param name="gold">True labels.</param>
    /// <param name="predicted">Predicted labels.</param>
    /// <param name="labels">Number of labels there are.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or there is no row or no label.</exception>
    public static IReadOnlyDictionary<string, double> Compute(IReadOnlyList<IReadOnlyList<int>> gold, IReadOnlyList<IReadOnlyList<int>> predicted, int labels)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(predicted);
        if (gold.Count == 0 || gold.Count != predicted.Count)
            throw new ArgumentException($"There are {gold.Count} rows of true and {predicted.Count} of predicted labels; both lists need the same rows, at least one.", nameof(predicted));
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        var (there, claimed, hits) = (new long[labels], new long[labels], new long[labels]);
        var (exact, wrong) = (0, 0L);
        for (var row = 0; row < gold.Count; row++)
        {
            var given = gold[row].ToHashSet();
            var rowHits = 0;
            foreach (var label in given)
                there[label]++;
            foreach (var label in predicted[row])
            {
                claimed[label]++;
                if (!given.Contains(label))
                    continue;
                hits[label]++;
                rowHits++;
            }

            var differing = given.Count + predicted[row].Count - (2 * rowHits);
            exact += differing == 0 ? 1 : 0;
            wrong += differing;
        }

        return new OrderedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["micro_f1"] = F1(hits.Sum(), claimed.Sum(), there.Sum()),
            ["macro_f1"] = Enumerable.Range(0, labels).Average(label => F1(hits[label], claimed[label], there[label])),
            ["subset_accuracy"] = (double)exact / gold.Count,
            ["hamming_loss"] = (double)wrong / ((long)gold.Count * labels),
        };
    }

    /// <summary>For each label the threshold whose predictions have the best F1; of equal ones the nearest to 0.5, and 0.5 for a label that no row has.</summary>
    /// <param name="gold">True labels of each row.</param>
    /// <param name="probabilities">Probabilities of each row, one a label.</param>
    /// <param name="labels">Number of labels there are.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static float[] BestThresholds(IReadOnlyList<IReadOnlyList<int>> gold, IReadOnlyList<float[]> probabilities, int labels)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (gold.Count != probabilities.Count)
            throw new ArgumentException($"There are {gold.Count} rows of true labels and {probabilities.Count} of probabilities; both lists need the same rows.", nameof(probabilities));
        return [.. Enumerable.Range(0, labels).Select(label => BestThreshold([.. gold.Select((given, row) => (probabilities[row][label], given.Contains(label))).OrderByDescending(pair => pair.Item1)]))];
    }

    /// <param name="ranked">Probabilities and whether the label is there, the highest first.</param>
    private static float BestThreshold((float Probability, bool IsThere)[] ranked)
    {
        var there = ranked.Count(pair => pair.IsThere);
        var (best, threshold, hits) = (0.0, 0.5f, 0);
        for (var claimed = 1; claimed <= ranked.Length; claimed++)
        {
            hits += ranked[claimed - 1].IsThere ? 1 : 0;
            // Between two rows of one probability nothing can be cut.
            var (above, below) = (ranked[claimed - 1].Probability, claimed < ranked.Length ? ranked[claimed].Probability : 0);
            if (above == below)
                continue;
            var score = F1(hits, claimed, there);
            // 0.5 itself where it cuts here, else the middle.
            var cut = above >= 0.5f && below < 0.5f ? 0.5f : Math.Clamp((above + below) / 2, float.Epsilon, MathF.BitDecrement(1));
            if (score > best || (score == best && score > 0 && Math.Abs(cut - 0.5f) < Math.Abs(threshold - 0.5f)))
                (best, threshold) = (score, cut);
        }

        return threshold;
    }

    private static double F1(long hits, long claimed, long there) => claimed + there == 0 ? 0 : 2.0 * hits / (claimed + there);
}
