using EarlyBert.Cli.Demo;

namespace EarlyBert.Cli.Tests.Demo;

public sealed class GrammarCorpusTests
{
    [Fact]
    public void Write_SameSeed_SameReviews() => Assert.Equal(GrammarCorpus.Write(500, 7).Rows, GrammarCorpus.Write(500, 7).Rows);

    [Fact]
    public void Write_Seed42_StaysTheSameOnEveryPlatform() =>
        Assert.Equal(RecordedFirst, GrammarCorpus.Write(3, 42).Rows.Select(row => row.Text));

    [Fact]
    public void Write_OtherSeed_OtherReviews() => Assert.NotEqual(GrammarCorpus.Write(50, 1).Rows, GrammarCorpus.Write(50, 2).Rows);

    [Fact]
    public void Write_Reviews_AreBalancedAndDistinct()
    {
        var rows = GrammarCorpus.Write(2000, 42).Rows;

        Assert.Equal(1000, rows.Sum(row => row.Label));
        Assert.Equal(2000, rows.Select(row => row.Text).Distinct().Count());
    }

    [Fact]
    public void Write_Reviews_WordCountingIsNearChance()
    {
        var (train, development) = GrammarCorpus.Write(6000, 42).Split(0.25, 42);

        var accuracy = BagOfWords.Accuracy(train, development);

        Assert.InRange(accuracy, 0.42, 0.58);
    }

    [Fact]
    public void BagOfWords_CorpusThatWordsDecide_IsFarFromChance()
    {
        // The baseline itself works: the test above would be worth nothing otherwise.
        var rows = GrammarCorpus.Write(2000, 42).Rows.Select(row => ($"{row.Text} {(row.Label == 1 ? "bravo" : "boo")}", row.Label)).ToArray();

        Assert.True(BagOfWords.Accuracy(rows[500..], rows[..500]) > 0.95);
    }

    private static readonly string[] RecordedFirst =
    [
        "for my part , the dances were not brilliant , as they say , but boring as my brother had said before .",
        "on monday , the speech was touching and by no means clumsy .",
        "on monday , the costumes were boring , although the chapter was lovely .",
    ];
}
