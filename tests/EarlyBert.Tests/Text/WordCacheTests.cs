using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public class WordCacheTests
{
    [Fact]
    public void Add_MoreWordsThanFit_StaysBoundedAndKeepsWordsInUse()
    {
        var cache = new WordCache(capacity: 100);
        cache.Add("often", [1]);
        for (var i = 0; i < 10_000; i++)
        {
            cache.Add($"word{i}", [i]);
            Assert.True(cache.TryGet("often", out var pieces));
            Assert.Equal([1], pieces);
            Assert.InRange(cache.Count, 1, 200);
        }

        Assert.False(cache.TryGet("word0", out _));
        Assert.True(cache.TryGet("word9999", out _));
    }
}
