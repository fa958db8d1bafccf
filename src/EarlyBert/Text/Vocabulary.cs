using System.Security.Cryptography;
using System.Text;

namespace EarlyBert.Text;

/// <summary>
/// The word pieces that a model knows, in the order of their ids; the content of a <c>vocab.txt</c>. Pieces inside a
/// word carry the prefix <c>##</c>. Immutable and thread-safe.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The tokens every BERT vocabulary holds, in the order of <see cref="VocabularyTrainer"/>.</summary>
    internal static readonly string[] SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Throws on invalid bytes instead of replacing them.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _ids;

    private Vocabulary(string[] tokens, string source)
    {
        if (tokens.Length == 0)
            throw new EarlyBertException($"{source} is empty; give a file with one token a line, as Hugging Face models bring it.");
        _tokens = tokens;
        _ids = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (var id = 0; id < tokens.Length; id++)
        {
            if (Fault(tokens[id]) is { } fault)
                throw new EarlyBertException($"Line {id + 1} of {source} {fault}; each line holds exactly one token, so take the file as the model brought it.");
            if (!_ids.TryAdd(tokens[id], id))
                throw new EarlyBertException($"Line {id + 1} of {source} repeats the token '{tokens[id]}' of line {_ids[tokens[id]] + 1}; every token may stand there once, so take the file as the model brought it.");
        }

        var missing = SpecialTokens.Where(token => !_ids.ContainsKey(token)).ToArray();
        if (missing.Length > 0)
            throw new EarlyBertException($"{source} lacks the special token{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)}; a BERT vocabulary holds {string.Join(", ", SpecialTokens)}, so check that this is the model's vocab.txt.");

        Sha256 = Convert.ToHexStringLower(SHA256.HashData(StrictUtf8.GetBytes(Serialize())));
        LooksCased = tokens.Any(token => !(token.StartsWith('[') && token.EndsWith(']')) && token.EnumerateRunes().Any(rune => Rune.ToLowerInvariant(rune) != rune));
    }

    /// <summary>Number of tokens; ids run from 0 to <c>Count - 1</c>.</summary>
    public int Count => _tokens.Length;

    /// <summary>Id of <c>[PAD]</c>, which fills short rows of a batch.</summary>
    public int PaddingId => _ids["[PAD]"];

    /// <summary>Id of <c>[UNK]</c>, which stands for a word that no pieces cover.</summary>
    public int UnknownId => _ids["[UNK]"];

    /// <summary>Id of <c>[CLS]</c>, the first token of every input.</summary>
    public int ClassificationId => _ids["[CLS]"];

    /// <summary>Id of <c>[SEP]</c>, the last token of each segment.</summary>
    public int SeparatorId => _ids["[SEP]"];

    /// <summary>Id of <c>[MASK]</c>, which hides a token in pre-training.</summary>
    public int MaskId => _ids["[MASK]"];

    /// <summary>SHA-256 of <see cref="Serialize"/> in UTF-8, 64 lower-case hexadecimal digits: the same for files that differ in line ends only.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// Tokens other than <c>[...]</c> contain letters that lower-casing changes: the vocabulary was made for text that keeps its
    /// case, so <see cref="WordPiece"/> should not lower-case.
    /// </summary>
    public bool LooksCased { get; }

    /// <summary>What is wrong with lower-casing texts, or not, for this vocabulary, as a sentence; null: nothing.</summary>
    /// <param name="lowerCase">Texts are lower-cased.</param>
    /// <param name="source">What to call the vocabulary.</param>
    internal string? CasingFault(bool lowerCase, string source)
    {
        if (lowerCase && LooksCased)
            return $"{source} has upper-case letters, but texts are lower-cased, so that words with them are never found; set LowerCase to false for a cased vocabulary.";
        return !lowerCase && !LooksCased && _tokens.Any(token => token[0] != '[' && token.EnumerateRunes().Any(rune => Rune.ToUpperInvariant(rune) != rune))
            ? $"{source} has lower-case letters alone, but texts keep their case, so that words with upper-case letters become [UNK]; set LowerCase to true for an uncased vocabulary."
            : null;
    }

    /// <summary>The id of a token, spelled as in the file.</summary>
    /// <exception cref="EarlyBertException">The token is not in the vocabulary.</exception>
    public int this[string token] => _ids.TryGetValue(token, out var id)
        ? id
        : throw new EarlyBertException($"The vocabulary of {Count} tokens has no '{token}'; ask TryGetId first where a token may be absent.");

    /// <summary>The token of an id.</summary>
    /// <exception cref="EarlyBertException">The id is not between 0 and <c>Count - 1</c>.</exception>
    public string this[int id] => (uint)id < (uint)_tokens.Length
        ? _tokens[id]
        : throw new EarlyBertException($"Token id {id} is not in the vocabulary, whose ids run from 0 to {Count - 1}; check that the ids were made with this vocabulary.");

    /// <summary>Looks a token up, spelled as in the file.</summary>
    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    /// <summary>Reads a <c>vocab.txt</c>: UTF-8, one token a line; line ends of every system, blank lines at the end are ignored.</summary>
    /// <exception cref="EarlyBertException">
    /// The file is not there or cannot be read, is not UTF-8, is empty, repeats a token, or lacks a special token.
    /// </exception>
    public static Vocabulary Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EarlyBertException($"The vocabulary file '{path}' does not exist; give the path of a model's vocab.txt.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"The vocabulary file '{path}' cannot be read ({fault.Message.TrimEnd('.')}); give the path of a readable vocab.txt.", fault);
        }

        try
        {
            return Parse(StrictUtf8.GetString(bytes), $"'{path}'");
        }
        catch (DecoderFallbackException fault)
        {
            throw new EarlyBertException($"The vocabulary file '{path}' has an unreadable encoding (byte {fault.Index} is not UTF-8); save it as UTF-8.", fault);
        }
    }

    /// <summary>A vocabulary of these tokens, whose ids are their positions.</summary>
    /// <exception cref="EarlyBertException">There are none, one is empty, holds a line break or is repeated, or a special token is missing.</exception>
    public static Vocabulary FromTokens(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return new Vocabulary(tokens.ToArray(), "the list of tokens");
    }

    /// <summary>Reads what <see cref="Serialize"/> wrote, or the text of any <c>vocab.txt</c>.</summary>
    /// <exception cref="EarlyBertException">As in <see cref="Load"/>.</exception>
    public static Vocabulary Parse(string vocabTxt)
    {
        ArgumentNullException.ThrowIfNull(vocabTxt);
        return Parse(vocabTxt, "the vocabulary");
    }

    /// <summary>The content of a <c>vocab.txt</c>: every token followed by a line feed.</summary>
    public string Serialize()
    {
        var text = new StringBuilder();
        foreach (var token in _tokens)
            text.Append(token).Append('\n');
        return text.ToString();
    }

    /// <summary>Writes a <c>vocab.txt</c> in UTF-8, beside the path first and then renamed.</summary>
    /// <exception cref="EarlyBertException">The file cannot be written; a previous one is intact.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(StrictUtf8.GetBytes(Serialize())));

    private static Vocabulary Parse(string text, string source)
    {
        var lines = new List<string>();
        var reader = new StringReader(text.StartsWith('\uFEFF') ? text[1..] : text); // a byte order mark is no part of the first token
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return new Vocabulary(lines.ToArray(), source);
    }

    /// <summary>What is wrong with a token by itself, as the end of a sentence; null: nothing.</summary>
    private static string? Fault(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return "is empty";
        if (token.AsSpan().IndexOfAny('\r', '\n') >= 0)
            return "contains a line break";
        for (var i = 0; i < token.Length; i++)
        {
            if (char.IsSurrogate(token[i]) && !(char.IsHighSurrogate(token[i]) && i + 1 < token.Length && char.IsLowSurrogate(token[++i])))
                return "contains half a surrogate pair";
        }

        return null;
    }
}
