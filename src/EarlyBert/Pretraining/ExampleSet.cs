namespace EarlyBert.Pretraining;

/// <summary>The examples of one side of an <see cref="ExampleStore"/>, by number. They stay in their files until they are read. Thread-safe.</summary>
public sealed class ExampleSet
{
    private readonly ExampleShard[] _shards;
    private readonly long[] _starts; // number of each shard's first example

    internal ExampleSet(IEnumerable<ExampleShard> shards, int maxTokens)
    {
        _shards = shards.ToArray();
        _starts = new long[_shards.Length];
        for (var shard = 0; shard < _shards.Length; shard++)
        {
            _starts[shard] = Count;
            Count += _shards[shard].Count;
        }

        MaxTokens = maxTokens;
    }

    /// <summary>Number of examples.</summary>
    public long Count { get; }

    /// <summary>Ids in the longest example at most, special tokens included.</summary>
    public int MaxTokens { get; }

    /// <summary>Ids of an example.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such example.</exception>
    /// <exception cref="EarlyBertException">The file is damaged at this place.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public int Length(long i) => Find(i, out var place).Length(place);

    /// <summary>Reads an example: <c>[CLS] a [SEP] b [SEP]</c>, without padding and without masks.</summary>
    /// <param name="i">Its number.</param>
    /// <param name="ids">Receives the ids; <see cref="MaxTokens"/> are always enough.</param>
    /// <param name="firstSegmentLength">Ids of the first segment, <c>[CLS] a [SEP]</c>.</param>
    /// <param name="isNext">The second segment follows the first one in the text (label 0 of BERT's next-sentence head).</param>
    /// <returns>How many ids were written; what is behind them in <paramref name="ids"/> stays.</returns>
    /// <exception cref="ArgumentException">The example does not fit into <paramref name="ids"/>, or there is no such example.</exception>
    /// <exception cref="EarlyBertException">The file is damaged at this place.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public int Read(long i, Span<int> ids, out int firstSegmentLength, out bool isNext) => Find(i, out var place).Read(place, ids, out firstSegmentLength, out isNext);

    private ExampleShard Find(long i, out long place)
    {
        if ((ulong)i >= (ulong)Count)
            throw new ArgumentOutOfRangeException(nameof(i), i, $"There are {Count} examples, counted from 0.");
        var shard = Array.BinarySearch(_starts, i);
        if (shard < 0)
            shard = ~shard - 1;
        place = i - _starts[shard];
        return _shards[shard];
    }
}
