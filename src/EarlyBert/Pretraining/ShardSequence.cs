namespace EarlyBert.Pretraining;

/// <summary>Writes the shards of one kind, one after the other.</summary>
internal sealed class ShardSequence(string folder, bool heldOut, int idBytes, long shardBytes) : IDisposable
{
    private readonly List<ExampleStoreShard> _finished = [];
    private ShardWriter? _current;

    /// <summary>Examples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the examples of a document.</summary>
    public void Add(ExampleBuffer examples)
    {
        var rest = examples.Bytes;
        foreach (var length in examples.Lengths)
        {
            if (_current is { Count: > 0 } && _current.Bytes + length + sizeof(long) > shardBytes)
                FinishCurrent();
            _current ??= new ShardWriter(folder, ShardFormat.FileName(heldOut, _finished.Count), idBytes);
            _current.Add(rest[..length]);
            rest = rest[length..];
        }

        Count += examples.Count;
    }

    /// <summary>Ends the last file; all shards in order.</summary>
    public IReadOnlyList<ExampleStoreShard> Finish()
    {
        if (_current is not null)
            FinishCurrent();
        return _finished;
    }

    /// <summary>Closes a file that was not finished.</summary>
    public void Dispose() => _current?.Dispose();

    private void FinishCurrent()
    {
        _finished.Add(_current!.Finish());
        _current.Dispose();
        _current = null;
    }
}
