using EarlyBert.Text;

namespace EarlyBert.Pretraining;

/// <summary>
/// Chooses the word pieces to predict and hides them (Devlin et al. 2019, section 3.1): of the chosen ones 80 % become [MASK], 10 % a
/// random piece, 10 % stay as they are. Thread-safe.
/// </summary>
internal sealed class TokenMasking
{
    private readonly bool[] _special;
    private readonly bool[] _continuation;
    private readonly int[] _ordinary;
    private readonly int _maskId;
    private readonly double _share;
    private readonly bool _wholeWords;

    /// <param name="vocabulary">The vocabulary of the ids.</param>
    /// <param name="share">Share of the pieces to choose, special ones counted among all; at least one is.</param>
    /// <param name="wholeWords">Choose all pieces of a word, or none.</param>
    public TokenMasking(Vocabulary vocabulary, double share, bool wholeWords)
    {
        _special = new bool[vocabulary.Count];
        _continuation = new bool[vocabulary.Count];
        for (var id = 0; id < vocabulary.Count; id++)
        {
            _special[id] = Array.IndexOf(Vocabulary.SpecialTokens, vocabulary[id]) >= 0;
            _continuation[id] = vocabulary[id].StartsWith("##", StringComparison.Ordinal);
        }

        // [UNK] stands for a word of the text, so it may be predicted; it is no random replacement.
        _ordinary = [.. Enumerable.Range(0, vocabulary.Count).Where(id => !_special[id])];
        _special[vocabulary.UnknownId] = false;
        _maskId = vocabulary.MaskId;
        _share = share;
        _wholeWords = wholeWords;
    }

    /// <summary>Masks an input in place.</summary>
    /// <param name="ids">The input, special pieces included.</param>
    /// <param name="random">Where choices come from.</param>
    /// <param name="positions">Receives the chosen positions, ascending.</param>
    /// <param name="originals">Receives the ids that stood there.</param>
    public void Mask(Span<int> ids, SeededRandom random, List<int> positions, List<int> originals)
    {
        var words = Words(ids);
        random.Shuffle(words.AsSpan());
        var most = Math.Max(1, (int)Math.Round(ids.Length * _share));
        var wanted = most;
        Span<bool> chosen = ids.Length <= 1024 ? stackalloc bool[ids.Length] : new bool[ids.Length];
        foreach (var (start, length) in words)
        {
            // A word that is too long for what is left is passed over; the first is taken whatever its length.
            if (length > wanted && wanted != most)
                continue;
            chosen.Slice(start, length).Fill(true);
            wanted -= length;
            if (wanted <= 0)
                break;
        }

        for (var i = 0; i < ids.Length; i++)
        {
            if (!chosen[i])
                continue;
            positions.Add(i);
            originals.Add(ids[i]);
            var draw = random.NextInt(10);
            if (draw < 8)
                ids[i] = _maskId;
            else if (draw == 8)
                ids[i] = _ordinary[random.NextInt(_ordinary.Length)];
        }
    }

    /// <summary>What is chosen together: pieces, or words with their <c>##</c> pieces.</summary>
    private (int Start, int Length)[] Words(ReadOnlySpan<int> ids)
    {
        var words = new List<(int Start, int Length)>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            if (_special[ids[i]])
                continue;
            if (_wholeWords && _continuation[ids[i]] && words.Count > 0 && words[^1].Start + words[^1].Length == i)
                words[^1] = (words[^1].Start, words[^1].Length + 1);
            else
                words.Add((i, 1));
        }

        return [.. words];
    }
}
