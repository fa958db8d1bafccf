namespace EarlyBert.Tests;

public class SeededRandomTests
{
    [Fact]
    public void NextUInt64_KnownSeed_GivesTheNumbersOfEveryPlatform()
    {
        var random = new SeededRandom(42);
        Assert.Equal([1865750160070900731UL, 6791145067590612263UL, 14118064813682728970UL], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void NextUInt64_OtherSeedOrStream_GivesOtherNumbers()
    {
        var first = new[] { new SeededRandom(1), new SeededRandom(2), new SeededRandom(1, 1), new SeededRandom(-1), new SeededRandom(0) }.Select(random => random.NextUInt64());
        Assert.Equal(5, first.Distinct().Count());
    }

    [Fact]
    public void NextInt_ManyDraws_AreEven()
    {
        var random = new SeededRandom(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400)); // 4 standard deviations
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt(0));
    }

    [Fact]
    public void NextDouble_ManyDraws_FillTheUnitInterval()
    {
        var random = new SeededRandom(4);
        var draws = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1 - 1e-16));
        Assert.InRange(draws.Average(), 0.488, 0.512);
    }

    [Fact]
    public void Shuffle_ThreeItems_GivesEveryOrderEquallyOften()
    {
        var random = new SeededRandom(5);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 12_000; i++)
        {
            var items = "abc".ToCharArray();
            random.Shuffle(items.AsSpan());
            var order = new string(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1_830, 2_170));
    }
}
