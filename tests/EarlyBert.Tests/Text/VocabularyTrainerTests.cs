using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class VocabularyTrainerTests
{
    [Fact]
    public void Train_SameTextsInAnyOrder_GiveTheSameVocabulary()
    {
        var texts = MakeTexts(400);
        var vocabulary = VocabularyTrainer.Train(texts, 300);

        Assert.Equal(300, vocabulary.Count);
        Assert.Equal(vocabulary.Serialize(), VocabularyTrainer.Train(texts, 300).Serialize());
        Assert.Equal(vocabulary.Serialize(), VocabularyTrainer.Train(texts.Reverse(), 300).Serialize());
    }

    [Fact]
    public void Train_ManyTexts_GiveTheVocabularyOfOneText()
    {
        var texts = MakeTexts(20_000); // several batches, counted side by side
        Assert.Equal(VocabularyTrainer.Train([string.Join(' ', texts)], 500).Serialize(), VocabularyTrainer.Train(texts, 500).Serialize());
    }

    [Fact]
    public void Train_TextsThatCannotBeRead_GiveTheirOwnFault()
    {
        var texts = MakeTexts(10_000).Concat(Enumerable.Range(0, 1).Select<int, string>(_ => throw new EarlyBertException("a damaged file")));
        Assert.Equal("a damaged file", Assert.Throws<EarlyBertException>(() => VocabularyTrainer.Train(texts, 500)).Message);
    }

    [Fact]
    public void Train_AnyText_PutsSpecialTokensFirst()
    {
        var vocabulary = VocabularyTrainer.Train(["some words"], 64);
        Assert.Equal(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], Enumerable.Range(0, 5).Select(id => vocabulary[id]));
    }

    [Fact]
    public void Train_TextItLearnedFrom_HasNoUnknownWordAndDecodesToItself()
    {
        var texts = MakeTexts(400).Append("naïve Ünïcode, 中文 한국어 — $5 😀!").ToArray();
        var vocabulary = VocabularyTrainer.Train(texts, 500);
        var wordPiece = new WordPiece(vocabulary);
        var normalizer = new BertNormalizer(lowerCase: true);
        foreach (var text in texts)
        {
            var ids = wordPiece.Encode(text);
            Assert.DoesNotContain(vocabulary.UnknownId, ids);
            Assert.Equal(normalizer.Normalize(text).Replace(" ", ""), wordPiece.Decode(ids).Replace(" ", ""));
        }
    }

    [Fact]
    public void Train_AsciiThatDidNotOccur_IsCoveredToo()
    {
        var uncased = VocabularyTrainer.Train(["a few words"], 8192);
        var cased = VocabularyTrainer.Train(["a few words"], 8192, lowerCase: false);
        const string text = "The quick brown fox jumps over 13 lazy dogs #%&'()*+,-./:;<=>?@[]^_`{|}~ XYZ09";

        Assert.DoesNotContain(uncased.UnknownId, new WordPiece(uncased).Encode(text));
        Assert.DoesNotContain(cased.UnknownId, new WordPiece(cased, lowerCase: false).Encode(text));
        Assert.False(uncased.LooksCased);
        Assert.True(cased.LooksCased);
        Assert.False(uncased.TryGetId("##!", out _)); // punctuation never stands inside a word
    }

    [Fact]
    public void Train_FrequentWords_BecomeOnePiece()
    {
        var vocabulary = VocabularyTrainer.Train(Enumerable.Repeat("Tickets early tickets, lottery tickets", 50), 400);
        Assert.All(["tickets", "early", "lottery"], word => Assert.True(vocabulary.TryGetId(word, out _), word));
        Assert.False(vocabulary.TryGetId("Tickets", out _));
    }

    [Fact]
    public void Train_Merges_AreThoseOfCountingAnew()
    {
        var random = new SeededRandom(11);
        var texts = Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, 2 + random.NextInt(8)).Select(_ => (char)('a' + random.NextInt(3))))).ToArray();

        var vocabulary = VocabularyTrainer.Train(texts, 250);

        var characters = Enumerable.Range(0, vocabulary.Count).Select(id => vocabulary[id]).TakeWhile((token, id) => id < 5 || token.TrimStart('#').Length <= 1).ToList();
        Assert.Equal(CountAnew(texts, characters, 250), Enumerable.Range(0, vocabulary.Count).Select(id => vocabulary[id]));
    }

    [Fact]
    public void Train_SmallestSize_KeepsTheMostFrequentCharacters()
    {
        var vocabulary = VocabularyTrainer.Train(["aaaa bbbb abababab zq"], 32);
        Assert.True(vocabulary.Count <= 32);
        Assert.True(vocabulary.TryGetId("##a", out _) && vocabulary.TryGetId("b", out _));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(-5)]
    [InlineData(1_000_001)]
    public void Train_SizeOutOfRange_SaysWhatIsAllowed(int size) =>
        Assert.Contains($"size is {size} (allowed: 32 to 1000000)", Assert.Throws<EarlyBertException>(() => VocabularyTrainer.Train(["a"], size)).Message, StringComparison.Ordinal);

    [Fact]
    public void Train_NoText_SaysSo()
    {
        Assert.Contains("no text", Assert.Throws<EarlyBertException>(() => VocabularyTrainer.Train([], 64)).Message, StringComparison.Ordinal);
        Assert.Contains("no text", Assert.Throws<EarlyBertException>(() => VocabularyTrainer.Train(["", " \u200B"], 64)).Message, StringComparison.Ordinal);
        Assert.Throws<EarlyBertException>(() => VocabularyTrainer.Train(["a", null!], 64));
    }

    [Fact]
    public void Train_Cancelled_Stops() =>
        Assert.ThrowsAny<OperationCanceledException>(() => VocabularyTrainer.Train(["a b"], 64, ct: new CancellationToken(canceled: true)));

    private static string[] MakeTexts(int count)
    {
        var random = new SeededRandom(9);
        var syllables = new[] { "ti", "cket", "ear", "ly", "lot", "te", "ry", "prune", "wind", "re", "head", "neu", "ron", "Ber", "t" };
        return Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, 8).Select(_ =>
            string.Concat(Enumerable.Range(0, 1 + random.NextInt(4)).Select(_ => syllables[random.NextInt(syllables.Length)]))))).ToArray();
    }

    /// <summary>The plain algorithm: count all pairs, merge the most frequent one (older pieces first on a tie), again.</summary>
    private static List<string> CountAnew(string[] words, List<string> tokens, int size)
    {
        var spelled = words.Select(word => word.Select((c, i) => tokens.IndexOf(i == 0 ? c.ToString() : "##" + c)).ToList()).ToArray();
        while (tokens.Count < size)
        {
            var best = spelled.SelectMany(word => word.Zip(word.Skip(1))).GroupBy(pair => pair)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key.First).ThenBy(group => group.Key.Second).FirstOrDefault();
            if (best is null || best.Count() < 2)
                break;
            var (left, right) = best.Key;
            var piece = tokens[left] + tokens[right][2..];
            if (!tokens.Contains(piece))
                tokens.Add(piece);
            foreach (var word in spelled)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] == left && word[i + 1] == right)
                    {
                        word[i] = tokens.IndexOf(piece);
                        word.RemoveAt(i + 1);
                    }
                }
            }
        }

        return tokens;
    }
}
