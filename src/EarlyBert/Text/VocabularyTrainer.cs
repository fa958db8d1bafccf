using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EarlyBert.Text;

/// <summary>
/// Learns a WordPiece vocabulary from text, as the <c>tokenizers</c> library does for BERT: it starts from single characters and
/// merges the most frequent neighbours until the vocabulary is full. The same texts give the same vocabulary, in any order.
/// </summary>
public static class VocabularyTrainer
{
    /// <summary>Bounds of the size of a vocabulary.</summary>
    public const int SmallestSize = 32, LargestSize = 1_000_000;

    /// <summary>Characters that get entries at most, the most frequent ones; the limit of the <c>tokenizers</c> library.</summary>
    private const int MostCharacters = 1000;

    /// <summary>Words of more code points are unknown to <see cref="WordPiece"/>, so nothing is learned from them.</summary>
    private const int LongestWord = 100;

    /// <summary>Texts are counted in batches of this size: the unit of parallel work.</summary>
    private const int CharactersPerBatch = 1 << 18, TextsPerBatch = 4096;

    /// <summary>Learns a vocabulary.</summary>
    /// <param name="texts">The text to learn from, read once; on several threads, but one at a time.</param>
    /// <param name="size">Entries at most, 32 to 1000000; fewer when no two pieces stand together twice any more.</param>
    /// <param name="lowerCase">Lower-case and strip accents first; give the same to <see cref="WordPiece"/>. Default: true.</param>
    /// <param name="ct">Checked at every text and merge.</param>
    /// <returns>
    /// <c>[PAD] [UNK] [CLS] [SEP] [MASK]</c>, then the characters, as start of a word and (letters only, as punctuation and
    /// ideographs are words by themselves) with <c>##</c>, then the merged pieces, the most frequent first.
    /// Characters take half of the entries at most, those of the text first, then the rest of ASCII.
    /// </returns>
    /// <exception cref="EarlyBertException">The size is out of range, or there is no text.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Vocabulary Train(IEnumerable<string> texts, int size, bool lowerCase = true, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (size is < SmallestSize or > LargestSize)
            throw new EarlyBertException($"The vocabulary size is {size} (allowed: {SmallestSize} to {LargestSize}); 8192 suits a small model, 30522 is BERT's.");

        var normalizer = new BertNormalizer(lowerCase);
        var words = CountWords(texts, normalizer, ct);
        if (words.Count == 0)
            throw new EarlyBertException("There is no text to learn a vocabulary from; give at least one text with a word in it.");

        var tokens = new List<string>(Vocabulary.SpecialTokens);
        var alphabet = ChooseAlphabet(words, normalizer, (size - tokens.Count) / 2);
        tokens.AddRange(alphabet.Select(character => character.ToString()));
        tokens.AddRange(alphabet.Where(IsLetter).Select(character => "##" + character));
        new PieceMerging(words, tokens).MergeUpTo(size, ct);
        return Vocabulary.FromTokens(tokens);
    }

    /// <summary>How often each normalized word occurs.</summary>
    private static Dictionary<string, long> CountWords(IEnumerable<string> texts, BertNormalizer normalizer, CancellationToken ct)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        var wordBySpan = words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (chunk, count) in CountChunks(texts, ct))
        {
            var normalized = normalizer.Normalize(chunk).AsSpan();
            for (var position = 0; BertPreTokenizer.NextWord(normalized, ref position, out var start);)
            {
                if (Characters.CountCodePoints(normalized[start..position]) <= LongestWord)
                    CollectionsMarshal.GetValueRefOrAddDefault(wordBySpan, normalized[start..position], out _) += count;
            }
        }

        return words;
    }

    /// <summary>
    /// How often each string between separators occurs: normalizing is the slow part and needs no more than that. Each thread counts batches
    /// of texts for itself.
    /// </summary>
    private static Dictionary<string, long> CountChunks(IEnumerable<string> texts, CancellationToken ct)
    {
        var total = new Dictionary<string, long>(StringComparer.Ordinal);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(Batches(texts, ct), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => new Dictionary<string, long>(StringComparer.Ordinal),
                (batch, _, counts) =>
                {
                    foreach (var text in batch)
                        CountChunks(text, counts.GetAlternateLookup<ReadOnlySpan<char>>());
                    return counts;
                },
                counts => Merge(counts, total));
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]); // of whoever reads the texts
        }

        return total;
    }

    private static void CountChunks(ReadOnlySpan<char> text, Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> counts)
    {
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            for (end = start; end < text.Length && !Characters.IsSeparator(text[end]);)
                end++;
            if (end > start)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, text[start..end], out _)++;
        }
    }

    private static void Merge(Dictionary<string, long> counts, Dictionary<string, long> total)
    {
        lock (total)
        {
            foreach (var (chunk, count) in counts)
                CollectionsMarshal.GetValueRefOrAddDefault(total, chunk, out _) += count;
        }
    }

    private static IEnumerable<List<string>> Batches(IEnumerable<string> texts, CancellationToken ct)
    {
        var batch = new List<string>();
        var characters = 0;
        foreach (var text in texts)
        {
            ct.ThrowIfCancellationRequested();
            if (text is null)
                throw new EarlyBertException("A text to learn the vocabulary from is null; give an empty string for an empty text, or leave it out.");
            batch.Add(text);
            characters += text.Length;
            if (characters < CharactersPerBatch && batch.Count < TextsPerBatch)
                continue;
            yield return batch;
            (batch, characters) = ([], 0);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>The characters that get entries, in order of their code points.</summary>
    private static List<Rune> ChooseAlphabet(Dictionary<string, long> words, BertNormalizer normalizer, int entries)
    {
        var counts = new Dictionary<Rune, long>();
        foreach (var (word, count) in words)
        {
            foreach (var character in word.EnumerateRunes())
                CollectionsMarshal.GetValueRefOrAddDefault(counts, character, out _) += count;
        }

        for (var sign = '!'; sign <= '~'; sign++)
            counts.TryAdd(new Rune(normalizer.Normalize(sign.ToString())[0]), 0);

        var alphabet = new List<Rune>();
        foreach (var character in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key).Take(MostCharacters))
        {
            entries -= IsLetter(character) ? 2 : 1;
            if (entries < 0)
                break;
            alphabet.Add(character);
        }

        alphabet.Sort();
        return alphabet;
    }

    /// <summary>Can stand inside a word.</summary>
    private static bool IsLetter(Rune character) => !Characters.IsPunctuation(character.Value) && !Characters.IsIdeograph(character.Value);
}
