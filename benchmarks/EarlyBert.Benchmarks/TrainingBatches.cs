using EarlyBert.Text;

namespace EarlyBert.Benchmarks;

/// <summary>One batch: ids row after row, 0 behind the end of a row.</summary>
internal sealed record IdBatch(int Rows, int Columns, int[] Ids, int[] Lengths, int[] Labels);

/// <summary>The batches that both sides train on, as a file of little-endian int32 (<c>benchmarks/pytorch/step.py</c> says how it is laid out).</summary>
internal static class TrainingBatches
{
    /// <summary>Full rows of uniformly random ids over the whole vocabulary, padding left out.</summary>
    public static List<IdBatch> Random(int batches, int rows, int columns, int vocabulary, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, batches).Select(_ => new IdBatch(
            rows,
            columns,
            [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(1, vocabulary))],
            [.. Enumerable.Repeat(columns, rows)],
            [.. Enumerable.Range(0, rows).Select(_ => random.Next(2))]))];
    }

    /// <summary>The first batches of an epoch of length buckets.</summary>
    public static List<IdBatch> Buckets(TokenStore store, IReadOnlyList<int> labels, int batches, int seed) =>
        [.. LengthBuckets.Epoch(store, batchSize: 32, seed, epoch: 0).Take(batches).Select(rows => Padded(store, labels, rows))];

    public static void Write(string path, IReadOnlyList<IdBatch> batches)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(batches.Count);
        foreach (var batch in batches)
        {
            writer.Write(batch.Rows);
            writer.Write(batch.Columns);
            foreach (var number in batch.Ids.Concat(batch.Lengths).Concat(batch.Labels))
                writer.Write(number);
        }
    }

    public static List<IdBatch> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        return [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ =>
        {
            var (rows, columns) = (reader.ReadInt32(), reader.ReadInt32());
            return new IdBatch(rows, columns, Numbers(rows * columns), Numbers(rows), Numbers(rows));
        })];

        int[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt32())];
    }

    private static IdBatch Padded(TokenStore store, IReadOnlyList<int> labels, int[] rows)
    {
        var columns = rows.Max(store.Length);
        var ids = new int[rows.Length * columns];
        for (var i = 0; i < rows.Length; i++)
            store.Ids(rows[i]).CopyTo(ids.AsSpan(i * columns));
        return new IdBatch(rows.Length, columns, ids, [.. rows.Select(store.Length)], [.. rows.Select(row => labels[row])]);
    }
}
