using System.Runtime.InteropServices;

namespace EarlyBert.Text;

/// <summary>
/// Merges neighbouring pieces, the most frequent pair first (byte-pair encoding on characters; Sennrich et al., 2016), with pair
/// counts kept up to date instead of counted anew: a merge visits only the words that hold the pair.
/// </summary>
internal sealed class PieceMerging
{
    private readonly record struct Pair(int Left, int Right);

    /// <summary>The most frequent first; then the older pieces, so that the order is the same in every run.</summary>
    private readonly record struct Rank(long Count, Pair Pair) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            var order = other.Count.CompareTo(Count);
            if (order == 0)
                order = Pair.Left.CompareTo(other.Pair.Left);
            return order != 0 ? order : Pair.Right.CompareTo(other.Pair.Right);
        }
    }

    private sealed class Word(int[] pieces, long count)
    {
        public readonly int[] Pieces = pieces; // the first Length of them
        public readonly long Count = count;
        public int Length = pieces.Length;
    }

    private sealed class PairUse
    {
        public readonly List<int> Words = []; // that hold the pair or once did; the last one is not added twice in a row
        public long Count;
    }

    private readonly List<string> _tokens;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<Word> _words = [];
    private readonly Dictionary<Pair, PairUse> _pairs = [];
    private readonly PriorityQueue<Pair, Rank> _queue = new();

    /// <summary>Prepares the words.</summary>
    /// <param name="words">Words and how often they occur; those with a character that has no token are left out.</param>
    /// <param name="tokens">The tokens so far, single characters among them; merged pieces are added to it.</param>
    public PieceMerging(Dictionary<string, long> words, List<string> tokens)
    {
        _tokens = tokens;
        for (var id = 0; id < tokens.Count; id++)
            _ids.Add(tokens[id], id);
        foreach (var (word, count) in words)
        {
            if (Spell(word) is { Length: > 1 } pieces)
                _words.Add(new Word(pieces, count));
        }

        for (var index = 0; index < _words.Count; index++)
        {
            var word = _words[index];
            for (var i = 0; i + 1 < word.Length; i++)
                Use(word, index, i, +1);
        }

        foreach (var (pair, use) in _pairs)
            _queue.Enqueue(pair, new Rank(use.Count, pair));
    }

    /// <summary>Merges until there are this many tokens or no pair occurs twice.</summary>
    public void MergeUpTo(int size, CancellationToken ct)
    {
        while (_tokens.Count < size && _queue.TryDequeue(out var pair, out var rank))
        {
            ct.ThrowIfCancellationRequested();
            var count = _pairs.TryGetValue(pair, out var use) ? use.Count : 0;
            if (count < 2)
                continue;
            if (count == rank.Count)
                Merge(pair, use!);
            else if (count < rank.Count)
                _queue.Enqueue(pair, new Rank(count, pair)); // it lost uses since it was queued; a pair that gained some was queued again
        }
    }

    /// <summary>The characters of a word as pieces; null: one has no token.</summary>
    private int[]? Spell(string word)
    {
        var pieces = new List<int>(word.Length);
        foreach (var character in word.EnumerateRunes())
        {
            if (!_ids.TryGetValue(pieces.Count == 0 ? character.ToString() : "##" + character, out var id))
                return null;
            pieces.Add(id);
        }

        return pieces.ToArray();
    }

    private void Merge(Pair pair, PairUse use)
    {
        var merged = IdOf(_tokens[pair.Left] + _tokens[pair.Right][2..]); // the right one always has ##
        var gained = new HashSet<Pair>();
        foreach (var index in use.Words)
            Merge(pair, merged, _words[index], index, gained);
        _pairs.Remove(pair); // what a merge makes is longer than its parts, so the pair does not come back in it
        foreach (var fresh in gained)
        {
            if (_pairs.TryGetValue(fresh, out var freshUse))
                _queue.Enqueue(fresh, new Rank(freshUse.Count, fresh));
        }
    }

    private void Merge(Pair pair, int merged, Word word, int index, HashSet<Pair> gained)
    {
        for (var i = 0; i + 1 < word.Length; i++)
        {
            if (word.Pieces[i] != pair.Left || word.Pieces[i + 1] != pair.Right)
                continue;
            if (i > 0)
                Use(word, index, i - 1, -1);
            if (i + 2 < word.Length)
                Use(word, index, i + 1, -1);
            word.Pieces[i] = merged;
            Array.Copy(word.Pieces, i + 2, word.Pieces, i + 1, word.Length - i - 2);
            word.Length--;
            if (i > 0)
                gained.Add(Use(word, index, i - 1, +1));
            if (i + 1 < word.Length)
                gained.Add(Use(word, index, i, +1));
        }
    }

    /// <summary>Counts the pair at a place of a word in (+1) or out (-1).</summary>
    private Pair Use(Word word, int index, int place, int sign)
    {
        var pair = new Pair(word.Pieces[place], word.Pieces[place + 1]);
        ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, pair, out _);
        use ??= new PairUse();
        use.Count += sign * word.Count;
        if (sign > 0 && (use.Words.Count == 0 || use.Words[^1] != index))
            use.Words.Add(index);
        return pair;
    }

    /// <summary>The id of a piece; two different merges can spell the same one.</summary>
    private int IdOf(string piece)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, piece, out var known);
        if (!known)
        {
            id = _tokens.Count;
            _tokens.Add(piece);
        }

        return id;
    }
}
