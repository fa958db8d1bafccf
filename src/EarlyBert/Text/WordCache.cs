using System.Collections.Concurrent;

namespace EarlyBert.Text;

/// <summary>
/// Word pieces of the words seen lately, found by span without allocating. Bounded: when the young generation is full it
/// becomes the old one and the old one is forgotten, so words in use stay. Thread-safe; reads take no lock.
/// </summary>
internal sealed class WordCache(int capacity)
{
    private sealed class Generation
    {
        private readonly ConcurrentDictionary<string, int[]> _words = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
        private int _count;

        public Generation() => _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();

        public int Count => Volatile.Read(ref _count);

        public bool TryGet(ReadOnlySpan<char> word, out int[] pieces) => _bySpan.TryGetValue(word, out pieces!);

        public void Add(ReadOnlySpan<char> word, int[] pieces)
        {
            if (_bySpan.TryAdd(word, pieces))
                Interlocked.Increment(ref _count);
        }
    }

    private readonly Lock _lock = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>Words held, at most twice the capacity (a few more while threads add at once).</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The ids of a word's pieces, if it was seen lately.</summary>
    public bool TryGet(ReadOnlySpan<char> word, out int[] pieces)
    {
        if (_young.TryGet(word, out pieces))
            return true;
        if (!_old.TryGet(word, out pieces))
            return false;
        Add(word, pieces);
        return true;
    }

    /// <summary>Remembers a word.</summary>
    public void Add(ReadOnlySpan<char> word, int[] pieces)
    {
        _young.Add(word, pieces);
        if (_young.Count < capacity)
            return;
        lock (_lock)
        {
            if (_young.Count < capacity)
                return;
            _old = _young;
            _young = new Generation();
        }
    }
}
