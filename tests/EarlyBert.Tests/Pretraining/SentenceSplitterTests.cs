using EarlyBert.Pretraining;

namespace EarlyBert.Tests.Pretraining;

public class SentenceSplitterTests
{
    [Theory]
    [InlineData("One sentence. Another one.", "One sentence.|Another one.")]
    [InlineData("Really? Yes! Well… Perhaps... Maybe?! Fine", "Really?|Yes!|Well…|Perhaps...|Maybe?!|Fine")]
    [InlineData("He said \"Stop.\" She did not. (Nobody did.) 'Why?' 7 asked.", "He said \"Stop.\"|She did not.|(Nobody did.)|'Why?'|7 asked.")]
    [InlineData("It ended. “It began.” Élan. Ça va. 中文.", "It ended.|“It began.”|Élan.|Ça va.|中文.")]
    [InlineData("Mr. Smith met Dr. Jones vs. Prof. Who. They went to St. Louis.", "Mr. Smith met Dr. Jones vs. Prof. Who.|They went to St. Louis.")]
    [InlineData("See No. 5 by J. R. R. Tolkien, e.g. Chapter 3, i.e. The U.S. Army at 5 p.m. Sharp.", "See No. 5 by J. R. R. Tolkien, e.g. Chapter 3, i.e. The U.S. Army at 5 p.m. Sharp.")]
    [InlineData("Version 3.14 of example.com costs $5.00. it goes on", "Version 3.14 of example.com costs $5.00. it goes on")]
    [InlineData("Plan (No. 5) and plan b. Then came \"Mr. X\".", "Plan (No. 5) and plan b.|Then came \"Mr. X\".")]
    [InlineData("  A.  B. \t", "A.  B.")]
    [InlineData("Tab.\tNext.\u00A0Last.", "Tab.|Next.|Last.")]
    [InlineData(". ! ?", ". ! ?")]
    [InlineData("No end", "No end")]
    [InlineData("   ", "")]
    [InlineData("", "")]
    public void Split_Paragraph_GivesSentences(string paragraph, string sentences) =>
        Assert.Equal(sentences.Split('|', StringSplitOptions.RemoveEmptyEntries), Split(paragraph));

    [Fact]
    public void Split_AnyText_LosesNothingButWhiteSpace()
    {
        var random = new SeededRandom(5);
        const string signs = ".!?…\"')( \tAa1é中 .No\uD83D\uDE00";
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.NextInt(30)).Select(_ => signs[random.NextInt(signs.Length)]));
            AssertSame(text);
        }
    }

    [SkippableFact]
    public void Split_RealText_LosesNothingAndFindsSentences()
    {
        var paragraphs = Corpora.Wikipedia(2_000).SelectMany(document => document).ToArray();
        var sentences = paragraphs.SelectMany(Split).ToArray();

        Assert.All(paragraphs, AssertSame);
        Assert.InRange((double)sentences.Length / paragraphs.Length, 1.7, 3);
        Assert.InRange(sentences.Average(sentence => sentence.Length), 70, 140);
    }

    private static void AssertSame(string text)
    {
        var sentences = Split(text);
        Assert.Equal(WithoutSpace(text), WithoutSpace(string.Concat(sentences)));
        Assert.All(sentences, sentence => Assert.Equal(sentence.Trim(' ', '\t'), sentence));
        Assert.DoesNotContain("", sentences);
    }

    private static string WithoutSpace(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string[] Split(string paragraph)
    {
        var places = new List<Range>();
        SentenceSplitter.Split(paragraph, places);
        return [.. places.Select(place => paragraph[place])];
    }
}
