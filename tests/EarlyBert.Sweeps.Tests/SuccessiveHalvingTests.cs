namespace EarlyBert.Sweeps.Tests;

public class SuccessiveHalvingTests
{
    [Theory]
    [InlineData(new double[0], 0.5, true)]
    [InlineData(new[] { 0.6 }, 0.5, false)]
    [InlineData(new[] { 0.6 }, 0.6, true)]
    [InlineData(new[] { 0.6 }, 0.7, true)]
    [InlineData(new[] { 0.9, 0.8, 0.7 }, 0.85, true)]
    [InlineData(new[] { 0.9, 0.8, 0.7 }, 0.75, false)]
    [InlineData(new[] { 0.9, 0.8, 0.7, 0.6, 0.5 }, 0.85, true)]
    [InlineData(new[] { 0.9, 0.8, 0.7, 0.6, 0.5 }, 0.75, false)]
    public void GoesOn_BestThird_EqualScoresToo(double[] before, double score, bool goesOn) => Assert.Equal(goesOn, new SuccessiveHalving(3).GoesOn(before, score));

    [Fact]
    public void New_OutOfRange_SaysWhatIsAllowed()
    {
        Assert.Contains("2 or more", Assert.Throws<EarlyBertException>(() => new SuccessiveHalving(1)).Message);
        Assert.Contains("ascending", Assert.Throws<EarlyBertException>(() => new SuccessiveHalving(3, [0.5, 0.25])).Message);
        Assert.Contains("below 1", Assert.Throws<EarlyBertException>(() => new SuccessiveHalving(3, [1])).Message);
        Assert.Empty(SuccessiveHalving.Off.Rungs);
    }
}
