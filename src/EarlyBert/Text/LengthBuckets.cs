namespace EarlyBert.Text;

/// <summary>
/// Batches of rows of similar length, so that little of a batch is padding when it is padded to its longest row.
/// Everything follows from the seed, on every platform alike.
/// </summary>
public static class LengthBuckets
{
    /// <summary>Batches whose rows are sorted by length together; their rows are drawn at random from the whole data set.</summary>
    private const int BatchesPerPool = 200;

    /// <summary>
    /// The batches of one epoch of training: every row exactly once. Rows are shuffled, cut into pools of 200 batches, sorted by
    /// length inside a pool (rows of one length stay shuffled), cut into batches, and the batches are shuffled.
    /// </summary>
    /// <param name="store">The data set.</param>
    /// <param name="batchSize">Rows a batch; one batch has fewer when the rows do not divide evenly.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Number of the epoch; each has batches of its own.</param>
    /// <returns>Row indices, one array a batch.</returns>
    public static IReadOnlyList<int[]> Epoch(TokenStore store, int batchSize, int seed, int epoch)
    {
        CheckBatchSize(store, batchSize);
        var random = new SeededRandom(seed, epoch);
        var rows = RowsInOrder(store);
        random.Shuffle(rows.AsSpan());
        for (var from = 0; from < rows.Length;)
        {
            var count = (int)Math.Min((long)batchSize * BatchesPerPool, rows.Length - from);
            SortByLength(store, rows.AsSpan(from, count));
            from += count;
        }

        var batches = Cut(rows, batchSize);
        random.Shuffle(batches.AsSpan());
        return batches;
    }

    /// <summary>Batches for evaluation: rows from the shortest to the longest, rows of one length in their own order, every row exactly once.</summary>
    /// <param name="store">The data set.</param>
    /// <param name="batchSize">Rows a batch; the last one may have fewer.</param>
    /// <returns>Row indices, one array a batch.</returns>
    public static IReadOnlyList<int[]> InOrderOfLength(TokenStore store, int batchSize)
    {
        CheckBatchSize(store, batchSize);
        var rows = RowsInOrder(store);
        SortByLength(store, rows);
        return Cut(rows, batchSize);
    }

    private static void CheckBatchSize(TokenStore store, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (batchSize < 1)
            throw new EarlyBertException($"The batch size is {batchSize} (allowed: 1 and more); set it to the rows of one step, 32 by default.");
    }

    private static int[] RowsInOrder(TokenStore store)
    {
        var rows = new int[store.Count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        return rows;
    }

    /// <summary>Sorts stably: the position is the second key.</summary>
    private static void SortByLength(TokenStore store, Span<int> rows)
    {
        var keys = new long[rows.Length];
        for (var position = 0; position < keys.Length; position++)
            keys[position] = ((long)store.Length(rows[position]) << 32) | (uint)position;
        keys.AsSpan().Sort(rows);
    }

    private static int[][] Cut(int[] rows, int batchSize) => rows.Chunk(batchSize).ToArray();
}
