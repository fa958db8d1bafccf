using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class SentenceEncoderTests
{
    private static readonly WordPiece Characters = new(Vocabularies.OfCharacters());

    [Fact]
    public void Encode_SingleText_IsFramed()
    {
        var encoded = new SentenceEncoder(Characters, 10).Encode("ab c");
        Assert.Equal("[CLS] ab c [SEP]", Characters.Decode(encoded.Ids));
        Assert.Equal((5, 0), (encoded.FirstSegmentLength, encoded.Dropped));
    }

    [Fact]
    public void Encode_Pair_HasTwoSegments()
    {
        var encoded = new SentenceEncoder(Characters, 10).Encode("ab", "c");
        Assert.Equal("[CLS] ab [SEP] c [SEP]", Characters.Decode(encoded.Ids));
        Assert.Equal((4, 0), (encoded.FirstSegmentLength, encoded.Dropped));
    }

    [Theory]
    [InlineData("", null, "[CLS] [SEP]", 2)]
    [InlineData("", "", "[CLS] [SEP] [SEP]", 2)]
    [InlineData("", "a", "[CLS] [SEP] a [SEP]", 2)]
    [InlineData("a", "", "[CLS] a [SEP] [SEP]", 3)]
    public void Encode_EmptyTexts_AreEmptySegments(string text, string? pair, string expected, int firstSegmentLength)
    {
        var encoded = new SentenceEncoder(Characters, 8).Encode(text, pair);
        Assert.Equal(expected, Characters.Decode(encoded.Ids));
        Assert.Equal((firstSegmentLength, 0), (encoded.FirstSegmentLength, encoded.Dropped));
    }

    [Fact]
    public void Encode_TooLong_CutsTheEnd()
    {
        var encoded = new SentenceEncoder(Characters, 5).Encode("abcdef");
        Assert.Equal("[CLS] abc [SEP]", Characters.Decode(encoded.Ids));
        Assert.Equal((5, 3), (encoded.FirstSegmentLength, encoded.Dropped));
    }

    [Fact]
    public void Encode_PairsOfEveryLength_AreCutAsHuggingFaceDoes()
    {
        for (var first = 0; first <= 12; first++)
        {
            for (var second = 0; second <= 12; second++)
            {
                for (var maxTokens = 3; maxTokens <= 28; maxTokens++)
                {
                    var text = "abcdefghijkl"[..first];
                    var pair = "mnopqrstuvwx"[..second];
                    var (a, b) = TruncateLongestFirst(Characters.Encode(text), Characters.Encode(pair), maxTokens - 3);
                    var vocabulary = Characters.Vocabulary;

                    var encoded = new SentenceEncoder(Characters, maxTokens).Encode(text, pair);

                    Assert.Equal([vocabulary.ClassificationId, .. a, vocabulary.SeparatorId, .. b, vocabulary.SeparatorId], encoded.Ids);
                    Assert.Equal(a.Count + 2, encoded.FirstSegmentLength);
                    Assert.Equal(first + second - a.Count - b.Count, encoded.Dropped);
                }
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65537)]
    public void Constructor_MaxTokensOutOfRange_SaysWhatIsAllowed(int maxTokens) =>
        Assert.Contains($"MaxTokens is {maxTokens} (allowed: 3 to 65536)", Assert.Throws<EarlyBertException>(() => new SentenceEncoder(Characters, maxTokens)).Message, StringComparison.Ordinal);

    [Fact]
    public void Encode_FewestTokens_KeepsTheFrame()
    {
        var encoder = new SentenceEncoder(Characters, 3);
        Assert.Equal("[CLS] a [SEP]", Characters.Decode(encoder.Encode("abc").Ids));
        Assert.Equal("[CLS] [SEP] [SEP]", Characters.Decode(encoder.Encode("abc", "d").Ids));
    }

    /// <summary>The loop of transformers' <c>truncate_sequences</c>: one piece at a time from the longer list, from the second on a tie.</summary>
    private static (List<int> First, List<int> Second) TruncateLongestFirst(int[] first, int[] second, int room)
    {
        List<int> a = [.. first], b = [.. second];
        for (var remove = a.Count + b.Count - room; remove > 0; remove--)
        {
            var longer = a.Count > b.Count ? a : b;
            longer.RemoveAt(longer.Count - 1);
        }

        return (a, b);
    }
}
