using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace EarlyBert.Text;

/// <summary>
/// Splits text into the word pieces of a BERT vocabulary, id for id as Hugging Face's <c>BasicTokenizer</c> and
/// <c>WordpieceTokenizer</c> do: Microsoft.ML.Tokenizers' <see cref="WordPieceTokenizer"/> finds the pieces, a normalizer and a
/// pre-tokenizer of our own find the words. Words seen lately are remembered. Thread-safe.
/// </summary>
/// <remarks>
/// Published versions differ in details. Here: capital sigma at the end of a word becomes ς (Python's <c>lower</c> of whole words);
/// text is not composed (NFC) first; every character of Unicode's category C is removed, private use and unassigned included
/// (google-research/bert removes Cc and Cf only); <c>[SEP]</c> and the like in a text are ordinary text, so nobody can write a
/// special token into an input. Which characters are assigned is decided by .NET's version of Unicode.
/// </remarks>
public sealed class WordPiece
{
    /// <summary>Words of more code points are unknown, as in Hugging Face.</summary>
    private const int LongestWord = 100;

    /// <summary>Words in each of the cache's two generations; full, they take about 10 MB.</summary>
    private const int CacheCapacity = 32768;

    /// <summary>Texts up to this many chars are normalized on the stack.</summary>
    private const int OnStack = 128;

    private enum Kind : byte
    {
        Letter,
        Punctuation,
        Separator,
        Other, // controls, and everything outside ASCII
    }

    private static readonly Kind[] AsciiKinds = Enumerable.Range(0, 128).Select(c =>
        Characters.IsSeparator(c) ? Kind.Separator : char.IsControl((char)c) ? Kind.Other : Characters.IsPunctuation(c) ? Kind.Punctuation : Kind.Letter).ToArray();

    private readonly WordPieceTokenizer _tokenizer;
    private readonly BertNormalizer _normalizer;
    private readonly WordCache _cache = new(CacheCapacity);
    private readonly int[] _punctuation; // ids of the ASCII signs

    /// <summary>Makes a tokenizer.</summary>
    /// <param name="vocabulary">The vocabulary of the model.</param>
    /// <param name="lowerCase">Lower-case and strip accents, as uncased models need it. Default: true.</param>
    public WordPiece(Vocabulary vocabulary, bool lowerCase = true)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        LowerCase = lowerCase;
        _normalizer = new BertNormalizer(lowerCase);
        _tokenizer = WordPieceTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(vocabulary.Serialize())), new WordPieceOptions
        {
            Normalizer = _normalizer,
            PreTokenizer = new BertPreTokenizer(),
            MaxInputCharsPerWord = 2 * LongestWord, // it counts UTF-16 chars, we count code points before asking it
        });
        _punctuation = Enumerable.Range(0, 128).Select(c => vocabulary.TryGetId(((char)c).ToString(), out var id) ? id : vocabulary.UnknownId).ToArray();
    }

    /// <summary>The vocabulary.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Text is lower-cased and its accents are stripped.</summary>
    public bool LowerCase { get; }

    /// <summary>The ids of a text's pieces, without <c>[CLS]</c> and <c>[SEP]</c>.</summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length / 4 + 4);
        Encode(text, ids);
        return ids.ToArray();
    }

    /// <summary>Adds the ids of a text's pieces, without <c>[CLS]</c> and <c>[SEP]</c>, to a list.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var index = 0;
        while (index < text.Length)
        {
            var start = index;
            var plain = true;
            for (; index < text.Length; index++)
            {
                var kind = KindOf(text[index]);
                if (kind == Kind.Separator)
                    break;
                plain &= kind != Kind.Other;
            }

            if (plain)
                EncodePlain(text[start..index], ids);
            else
                EncodeOther(text[start..index], ids);
            index++; // the separator
        }
    }

    /// <summary>The pieces of a text and where each stands in it, without <c>[CLS]</c> and <c>[SEP]</c>.</summary>
    public IReadOnlyList<WordPieceToken> EncodeWithOffsets(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<WordPieceToken>(text.Length / 4 + 4);
        var normalized = new char[text.Length * BertNormalizer.Growth];
        var sources = new int[normalized.Length];
        var written = normalized.AsSpan(0, _normalizer.Normalize(text, normalized, sources));
        for (var position = 0; BertPreTokenizer.NextWord(written, ref position, out var start);)
        {
            var word = written[start..position];
            if (IsTooLong(word))
            {
                tokens.Add(Locate(Vocabulary.UnknownId, Vocabulary[Vocabulary.UnknownId], start, position));
                continue;
            }

            foreach (var piece in _tokenizer.EncodeToTokens(word, out _, considerPreTokenization: false, considerNormalization: false))
                tokens.Add(Locate(piece.Id, piece.Value, start + piece.Offset.Start.Value, start + piece.Offset.End.Value));
        }

        return tokens;

        WordPieceToken Locate(int id, string value, int start, int end) =>
            new(id, value, sources[start], _normalizer.SourceEnd(text, sources[end - 1]) - sources[start]);
    }

    /// <summary>Text of ids: pieces with <c>##</c> join the piece before, others follow after a space. Special tokens are spelled out.</summary>
    /// <exception cref="EarlyBertException">An id is not in the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            var piece = Vocabulary[id];
            if (text.Length > 0 && piece.StartsWith("##", StringComparison.Ordinal))
                text.Append(piece, 2, piece.Length - 2);
            else
                text.Append(text.Length > 0 ? " " : "").Append(piece);
        }

        return text.ToString();
    }

    private static Kind KindOf(char c) => c < 128 ? AsciiKinds[c] : Characters.IsSeparator(c) ? Kind.Separator : Kind.Other;

    private static bool IsTooLong(ReadOnlySpan<char> word) => word.Length > LongestWord && Characters.CountCodePoints(word) > LongestWord;

    /// <summary>Pieces of ASCII without separators and controls, which needs no normalizing but lower-casing, on a cache miss.</summary>
    private void EncodePlain(ReadOnlySpan<char> text, List<int> ids)
    {
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = start + 1;
            if (AsciiKinds[text[start]] == Kind.Punctuation)
            {
                ids.Add(_punctuation[text[start]]);
                continue;
            }

            while (end < text.Length && AsciiKinds[text[end]] == Kind.Letter)
                end++;
            EncodeWord(text[start..end], ids);
        }
    }

    private void EncodeOther(ReadOnlySpan<char> text, List<int> ids)
    {
        char[]? rented = null;
        var buffer = text.Length <= OnStack
            ? stackalloc char[OnStack * BertNormalizer.Growth]
            : rented = ArrayPool<char>.Shared.Rent(text.Length * BertNormalizer.Growth);
        ReadOnlySpan<char> normalized = buffer[.._normalizer.Normalize(text, buffer, sources: default)];
        for (var position = 0; BertPreTokenizer.NextWord(normalized, ref position, out var start);)
            EncodeWord(normalized[start..position], ids);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
    }

    /// <summary>Pieces of one word, normalized except perhaps for ASCII capitals.</summary>
    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (IsTooLong(word))
        {
            ids.Add(Vocabulary.UnknownId);
            return;
        }

        if (!_cache.TryGet(word, out var pieces))
            _cache.Add(word, pieces = FindPieces(word));
        if (pieces.Length == 1)
            ids.Add(pieces[0]);
        else
            ids.AddRange(pieces.AsSpan());
    }

    private int[] FindPieces(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[word.Length];
        word.CopyTo(lower);
        if (LowerCase)
        {
            foreach (ref var c in lower)
            {
                if (char.IsAsciiLetterUpper(c))
                    c |= (char)0x20;
            }
        }

        return _tokenizer.EncodeToIds(lower, considerPreTokenization: false, considerNormalization: false).ToArray();
    }
}
