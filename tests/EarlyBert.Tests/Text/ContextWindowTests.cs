using EarlyBert.Text;

namespace EarlyBert.Tests.Text;

public sealed class ContextWindowTests
{
    [Theory]
    [InlineData(0, 5, 2, "0+0")]
    [InlineData(3, 5, 2, "0+3")]
    [InlineData(5, 5, 2, "0+5")]
    [InlineData(6, 5, 2, "0+5 2+4")]
    [InlineData(10, 5, 2, "0+5 2+5 4+5 6+4")]
    [InlineData(11, 5, 5, "0+5 5+5 10+1")]
    [InlineData(500, 320, 128, "0+320 128+320 256+244")]
    public void Cover_Context_StridesUntilItsEnd(int pieces, int room, int stride, string expected) =>
        Assert.Equal(expected, string.Join(' ', ContextWindow.Cover(pieces, room, stride).Select(window => $"{window.Start}+{window.Length}")));

    [Fact]
    public void Cover_AnyShape_ShowsEveryPieceAndJudgesItOnce()
    {
        var random = new SeededRandom(3);
        for (var i = 0; i < 300; i++)
        {
            var (pieces, room) = (random.NextInt(200), 1 + random.NextInt(60));
            var windows = ContextWindow.Cover(pieces, room, 1 + random.NextInt(room));
            Assert.All(windows, window => Assert.InRange(window.Length, Math.Min(1, pieces), room));
            Assert.Equal(pieces, windows[^1].End);
            for (var piece = 0; piece < pieces; piece++)
                Assert.Single(Enumerable.Range(0, windows.Length), window => ContextWindow.HasMaximumContext(windows, window, piece));
        }
    }

    /// <summary>
    /// The example of google-research/bert, "the man went to the store and bought a gallon of milk", in windows of 5 and strides of 3: "bought"
    /// (7) has four pieces to the left and none to the right in the second window, one and three in the third.
    /// </summary>
    [Fact]
    public void HasMaximumContext_SmallCase_IsAsWorkedOutByHand()
    {
        var windows = ContextWindow.Cover(12, 5, 3);

        Assert.Equal([new(0, 5), new(3, 5), new(6, 5), new(9, 3)], windows);
        // 0 the, 1 man, 2 went: the first alone. 3 to: 1 against 0. 4 the: 0 against 1. 5 store. 6 and: 1 against 0. 7 bought: 0 against 1.
        // 8 a. 9 gallon: 1 against 0, and 10 of: 0 against 1 in a shorter window. 11 milk.
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3], Enumerable.Range(0, 12).Select(piece => Enumerable.Range(0, 4).Single(window => ContextWindow.HasMaximumContext(windows, window, piece))));
    }

    [Fact]
    public void HasMaximumContext_EqualContext_GoesToTheLongerThenToTheEarlierWindow()
    {
        ContextWindow[] equal = [new(0, 4), new(1, 4)];
        ContextWindow[] longer = [new(0, 4), new(1, 5)];

        // Piece 2: 1 on the shorter side in both. Nobody is asked about a piece outside.
        Assert.True(ContextWindow.HasMaximumContext(equal, 0, 2));
        Assert.True(ContextWindow.HasMaximumContext(longer, 1, 2));
        Assert.False(ContextWindow.HasMaximumContext(equal, 0, 4));
    }
}
