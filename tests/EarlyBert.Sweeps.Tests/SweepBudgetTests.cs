namespace EarlyBert.Sweeps.Tests;

public class SweepBudgetTests
{
    [Theory]
    [InlineData("30m", 1800.0, null)]
    [InlineData("1.5h", 5400.0, null)]
    [InlineData("20trials", null, 20)]
    [InlineData("45s, 1trial", 45.0, 1)]
    public void Parse_TimeAndTrials_GivesBoth(string text, double? seconds, int? trials)
    {
        var budget = SweepBudget.Parse(text);

        Assert.Equal(seconds, budget.Time?.TotalSeconds);
        Assert.Equal(trials, budget.Trials);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("0m")]
    [InlineData("1.5trials")]
    [InlineData("ten trials")]
    [InlineData("30m,")]
    public void Parse_NoBudget_SaysWhatOneIs(string text) => Assert.Contains("is no budget; write a time", Assert.Throws<EarlyBertException>(() => SweepBudget.Parse(text)).Message);
}
