using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Pretraining;

/// <summary>
/// Makes masked batches from a store. The n-th batch depends on the seed and n alone, so a resumed run needs no more than the number
/// of batches behind it. Examples of similar length stand together, since a batch is padded to its longest.
/// </summary>
internal sealed class PretrainingBatchSource(ExampleSet examples, Vocabulary vocabulary, TokenMasking masking, Device device, int batchSize, int seed)
{
    /// <summary>Batches whose examples are sorted by length together.</summary>
    private const int BatchesPerWindow = 32;

    private readonly ExampleOrder _order = new(examples.Count, seed);
    private long _window = -1;
    private (long Example, long Position)[][] _batches = [];

    /// <summary>The batches from this number on, without end.</summary>
    public IEnumerable<Func<PretrainingBatch>> From(long first)
    {
        for (var number = first; ; number++)
        {
            var rows = RowsOf(number);
            yield return () => Batch(rows);
        }
    }

    /// <summary>All examples in their own order, up to a number, with masks that are always the same.</summary>
    public IEnumerable<PretrainingBatch> ForEvaluation(int most)
    {
        var count = Math.Min(most, examples.Count);
        foreach (var rows in Enumerable.Range(0, (int)count).OrderByDescending(i => examples.Length(i)).Select(i => ((long)i, (long)i)).Chunk(batchSize))
            yield return Batch(rows);
    }

    private (long Example, long Position)[] RowsOf(long number)
    {
        var window = number / BatchesPerWindow;
        if (window != _window)
        {
            var start = window * BatchesPerWindow * batchSize;
            var rows = Enumerable.Range(0, BatchesPerWindow * batchSize).Select(i => (Example: _order.At(start + i), Position: start + i)).ToArray();
            _batches = [.. rows.OrderBy(row => examples.Length(row.Example)).Chunk(batchSize)];
            new SeededRandom(seed, ~window).Shuffle(_batches.AsSpan());
            _window = window;
        }

        return _batches[number % BatchesPerWindow];
    }

    private PretrainingBatch Batch((long Example, long Position)[] rows)
    {
        var longest = rows.Max(row => examples.Length(row.Example));
        var ids = new long[rows.Length * longest];
        var mask = new float[ids.Length];
        var types = new long[ids.Length];
        var next = new long[rows.Length];
        var read = new List<long[]>(rows.Length);
        var masked = new List<long>();
        var words = new List<long>();
        var buffer = new int[longest];
        var (positions, originals) = (new List<int>(), new List<int>());
        long tokens = 0;
        if (vocabulary.PaddingId != 0)
            Array.Fill(ids, vocabulary.PaddingId);
        for (var i = 0; i < rows.Length; i++)
        {
            var length = examples.Read(rows[i].Example, buffer, out var firstSegmentLength, out var isNext);
            positions.Clear();
            originals.Clear();
            masking.Mask(buffer.AsSpan(0, length), new SeededRandom(seed, rows[i].Position), positions, originals);
            var start = i * longest;
            for (var t = 0; t < length; t++)
                ids[start + t] = buffer[t];
            mask.AsSpan(start, length).Fill(1);
            types.AsSpan(start, length)[firstSegmentLength..].Fill(1);
            next[i] = isNext ? 0 : 1;
            tokens += length;
            read.Add([start, .. positions.Select(position => (long)start + position)]);
            words.AddRange(originals.Select(id => (long)id));
        }

        var most = read.Max(row => row.Length);
        var slots = new long[rows.Length * most];
        for (var i = 0; i < rows.Length; i++)
        {
            Array.Fill(slots, i * longest, i * most, most);
            read[i].CopyTo(slots, i * most);
            masked.AddRange(Enumerable.Range((i * most) + 1, read[i].Length - 1).Select(slot => (long)slot));
        }

        long[] shape = [rows.Length, longest];
        var input = new BertInput(tensor(ids, shape, device: device), tokens == ids.Length ? null : tensor(mask, shape, device: device), tensor(types, shape, device: device));
        return new PretrainingBatch(
            new PretrainingInput(input, tensor(slots, device: device), tensor(masked.ToArray(), device: device)),
            tensor(words.ToArray(), device: device), tensor(next, device: device), rows.Length, tokens);
    }
}
