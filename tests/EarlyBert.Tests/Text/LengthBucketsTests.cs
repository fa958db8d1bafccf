using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class LengthBucketsTests
{
    /// <summary>20,000 rows of 2 to 101 tokens, short ones more frequent.</summary>
    private static readonly TokenStore Store = MakeStore(20_000);

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100_000)]
    public void Epoch_AnyBatchSize_HoldsEveryRowOnce(int batchSize)
    {
        var batches = LengthBuckets.Epoch(Store, batchSize, seed: 1, epoch: 0);
        Assert.Equal((Store.Count + batchSize - 1) / batchSize, batches.Count);
        Assert.Equal(Enumerable.Range(0, Store.Count), batches.SelectMany(batch => batch).Order());
        Assert.True(batches.Count(batch => batch.Length < batchSize) <= 1);
    }

    [Fact]
    public void Epoch_SameSeedAndEpoch_GivesTheSameBatches()
    {
        var batches = LengthBuckets.Epoch(Store, 32, seed: 5, epoch: 2);
        Assert.Equal(batches, LengthBuckets.Epoch(Store, 32, seed: 5, epoch: 2));
        Assert.NotEqual(batches, LengthBuckets.Epoch(Store, 32, seed: 5, epoch: 3));
        Assert.NotEqual(batches, LengthBuckets.Epoch(Store, 32, seed: 6, epoch: 2));
    }

    [Fact]
    public void Epoch_KnownSeed_GivesTheBatchesOfEveryPlatform() =>
        Assert.Equal("[9,4] [1,7] [5,8] [6,2] [3,0]", Show(LengthBuckets.Epoch(MakeStore(10), 2, seed: 42, epoch: 0)));

    [Fact]
    public void Epoch_MixedLengths_WastesLittleOnPadding()
    {
        Assert.InRange(Padded(LengthBuckets.Epoch(Store, 32, seed: 1, epoch: 0)), 1.0, 1.04);
        Assert.InRange(Padded(LengthBuckets.InOrderOfLength(Store, 32)), 1.0, 1.01);

        static double Padded(IReadOnlyList<int[]> batches) => batches.Sum(batch => (long)batch.Length * batch.Max(Store.Length)) / (double)Store.TokenCount;
    }

    [Fact]
    public void Epoch_LongAndShortBatches_AreMixed()
    {
        var lengths = LengthBuckets.Epoch(Store, 32, seed: 1, epoch: 0).Select(batch => batch.Average(Store.Length)).ToArray();
        var mean = lengths.Average();
        var quarter = lengths.Length / 4;
        for (var from = 0; from + quarter <= lengths.Length; from += quarter)
            Assert.InRange(lengths.Skip(from).Take(quarter).Average(), mean * 0.8, mean * 1.2);
    }

    [Fact]
    public void InOrderOfLength_Rows_GoFromShortToLong()
    {
        var rows = LengthBuckets.InOrderOfLength(Store, 32).SelectMany(batch => batch).ToArray();
        Assert.Equal(Enumerable.Range(0, Store.Count).OrderBy(Store.Length), rows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Epoch_BatchSizeOutOfRange_SaysWhatIsAllowed(int batchSize)
    {
        Assert.Contains($"batch size is {batchSize} (allowed", Assert.Throws<EarlyBertException>(() => LengthBuckets.Epoch(Store, batchSize, 1, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<EarlyBertException>(() => LengthBuckets.InOrderOfLength(Store, batchSize));
    }

    private static string Show(IEnumerable<int[]> batches) => string.Join(' ', batches.Select(batch => $"[{string.Join(',', batch)}]"));

    private static TokenStore MakeStore(int rows)
    {
        var random = new SeededRandom(7);
        var texts = Enumerable.Range(0, rows).Select(_ => string.Concat(Enumerable.Repeat("a ", (int)(100 * random.NextDouble() * random.NextDouble())))).ToArray();
        return TokenStore.Build(new SentenceEncoder(new WordPiece(Vocabularies.OfCharacters()), 128), texts);
    }
}
