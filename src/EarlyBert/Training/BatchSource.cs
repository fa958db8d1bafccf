using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>Makes batches from tokenised rows: padded to their longest row, one tensor an input. Labels, where there are any, are made for the rows of a batch.</summary>
internal sealed class BatchSource(TokenStore store, Func<int[], Tensor>? labels, Device device, CompactVocabulary? compact = null, int padId = 0, int? padTo = null)
{
    public TokenStore Store => store;

    /// <summary>The epochs' batches one after another, without end.</summary>
    public IEnumerable<int[]> Plan(int batchSize, int seed)
    {
        for (var epoch = 0; ; epoch++)
        {
            foreach (var rows in padTo is null ? LengthBuckets.Epoch(store, batchSize, seed, epoch) : Shuffled(batchSize, seed, epoch))
                yield return rows;
        }
    }

    public TrainingBatch Batch(int[] rows)
    {
        var wanted = labels?.Invoke(rows) ?? throw new InvalidOperationException("These rows have no labels.");
        return new TrainingBatch(Input(rows), wanted.to(device), rows.Length, rows.Sum(row => (long)store.Length(row)));
    }

    public BertInput Input(int[] rows)
    {
        var longest = padTo ?? rows.Max(store.Length);
        var ids = new long[rows.Length * longest];
        var padding = compact?.NewId(padId) ?? padId;
        if (padding != 0)
            Array.Fill(ids, padding);
        float[]? mask = rows.Any(row => store.Length(row) < longest) ? new float[ids.Length] : null;
        long[]? types = store.HasPairs ? new long[ids.Length] : null;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = store.Ids(rows[i]);
            var start = i * longest;
            for (var t = 0; t < row.Length; t++)
                ids[start + t] = compact?.NewId(row[t]) ?? row[t];
            mask?.AsSpan(start, row.Length).Fill(1);
            types?.AsSpan(start, row.Length)[store.FirstSegmentLength(rows[i])..].Fill(1);
        }

        long[] shape = [rows.Length, longest];
        return new BertInput(
            tensor(ids, shape, device: device),
            mask is null ? null : tensor(mask, shape, device: device),
            types is null ? null : tensor(types, shape, device: device));
    }

    private IEnumerable<int[]> Shuffled(int batchSize, int seed, int epoch)
    {
        var order = Enumerable.Range(0, store.Count).ToArray();
        new SeededRandom(seed, epoch).Shuffle(order.AsSpan());
        return order.Chunk(batchSize);
    }
}
