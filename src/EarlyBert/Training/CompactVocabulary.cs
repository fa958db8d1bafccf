using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>
/// The word pieces that a data set contains. Training with the embedding rows of these alone is exact, since Adam never moves a row
/// without gradients, and cheap: SST-2 touches 11,572 of 30,522 rows. Unused rows come back when the training is over.
/// </summary>
internal sealed class CompactVocabulary
{
    private readonly int[] _newIds;
    private readonly long[] _oldIds;

    private CompactVocabulary(int[] newIds, long[] oldIds) => (_newIds, _oldIds) = (newIds, oldIds);

    /// <summary>Rows in use.</summary>
    public int Count => _oldIds.Length;

    /// <summary>The vocabulary of <paramref name="used"/> ids and padding, or null when it would hardly be smaller than the whole.</summary>
    public static CompactVocabulary? Of(IEnumerable<int> used, int vocabSize, int padId)
    {
        var seen = new bool[vocabSize];
        seen[padId] = true;
        foreach (var id in used)
            seen[id] = true;
        var oldIds = new List<long> { padId };
        var newIds = new int[vocabSize];
        Array.Fill(newIds, -1);
        newIds[padId] = 0;
        for (var id = 0; id < vocabSize; id++)
        {
            if (!seen[id] || id == padId)
                continue;
            newIds[id] = oldIds.Count;
            oldIds.Add(id);
        }

        return oldIds.Count > 0.9 * vocabSize ? null : new CompactVocabulary(newIds, [.. oldIds]);
    }

    public int NewId(int oldId) => _newIds[oldId];

    /// <summary>The rows in use, (Count, H), of the whole table (V, H).</summary>
    public Tensor Gather(Tensor table)
    {
        using var rows = tensor(_oldIds, device: table.device);
        return table.index_select(0, rows);
    }

    /// <summary>The whole table with the trained rows put back; the others are scaled by what weight decay would have left of them.</summary>
    public Tensor Expand(Tensor table, Tensor trained, double decayOfUnused)
    {
        using var rows = tensor(_oldIds, device: table.device);
        return table.mul(decayOfUnused).index_copy_(0, rows, trained);
    }
}
