using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class TokenStoreTests
{
    private static readonly WordPiece Characters = new(Vocabularies.OfCharacters());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Build_ManyRows_HoldsWhatTheEncoderGives(bool pairs)
    {
        var random = new SeededRandom(3);
        var texts = Enumerable.Range(0, 5_000).Select(_ => Letters(random)).ToArray();
        var others = pairs ? Enumerable.Range(0, 5_000).Select(_ => Letters(random)).ToArray() : null;
        var encoder = new SentenceEncoder(Characters, 20);

        var store = TokenStore.Build(encoder, texts, others);

        var expected = texts.Select((text, row) => encoder.Encode(text, others?[row])).ToArray();
        Assert.Equal(texts.Length, store.Count);
        Assert.Equal(pairs, store.HasPairs);
        for (var row = 0; row < texts.Length; row++)
        {
            Assert.Equal(expected[row].Ids, store.Ids(row).ToArray());
            Assert.Equal(expected[row].Ids.Length, store.Length(row));
            Assert.Equal(expected[row].FirstSegmentLength, store.FirstSegmentLength(row));
        }

        Assert.Equal(expected.Sum(row => (long)row.Ids.Length), store.TokenCount);
        Assert.Equal(20, store.LongestRow);
        Assert.Equal(expected.Count(row => row.Dropped > 0), store.TruncatedRows);
        Assert.Equal(expected.SelectMany(row => row.Ids).Distinct().Order(), store.DistinctIds());
    }

    [Fact]
    public void Build_NoRows_IsEmpty()
    {
        var store = TokenStore.Build(new SentenceEncoder(Characters, 8), []);
        Assert.Equal((0, 0L, 0, 0), (store.Count, store.TokenCount, store.LongestRow, store.TruncatedRows));
        Assert.Empty(store.DistinctIds());
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Length(0));
        Assert.Empty(LengthBuckets.Epoch(store, 4, seed: 1, epoch: 0));
        Assert.Empty(LengthBuckets.InOrderOfLength(store, 4));
    }

    [Fact]
    public void Build_RowWithoutText_NamesIt()
    {
        var encoder = new SentenceEncoder(Characters, 8);
        Assert.Contains("Row 1 has no text", Assert.Throws<EarlyBertException>(() => TokenStore.Build(encoder, ["a", null!])).Message, StringComparison.Ordinal);
        Assert.Contains("Row 0 has no second text", Assert.Throws<EarlyBertException>(() => TokenStore.Build(encoder, ["a"], [null!])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_FewerSecondTexts_SaysHowMany() =>
        Assert.Contains("2 first texts but 1 second ones", Assert.Throws<EarlyBertException>(() => TokenStore.Build(new SentenceEncoder(Characters, 8), ["a", "b"], ["c"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Build_Cancelled_Stops() =>
        Assert.ThrowsAny<OperationCanceledException>(() => TokenStore.Build(new SentenceEncoder(Characters, 8), ["a"], ct: new CancellationToken(canceled: true)));

    private static string Letters(SeededRandom random) => string.Concat(Enumerable.Range(0, random.NextInt(25)).Select(_ => (char)('a' + random.NextInt(26))));
}
