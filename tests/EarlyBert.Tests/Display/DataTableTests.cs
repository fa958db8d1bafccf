using EarlyBert.Display;

namespace EarlyBert.Tests.Display;

public sealed class DataTableTests
{
    [Fact]
    public void ToCsv_CommasQuotesAndLines_AreQuoted() =>
        Assert.Equal("a,b\r\n\"1,5\",\"say \"\"x\"\"\"\r\n\"two\nlines\",z\r\n", new DataTable("t", ["a", "b"], [["1,5", "say \"x\""], ["two\nlines", "z"]]).ToCsv());

    [Fact]
    public void ToHtml_LongTable_IsThinnedAndSaysSo()
    {
        var html = new DataTable("t", ["n"], [.. Enumerable.Range(0, 1000).Select(row => new[] { $"r{row}" })]).ToHtml().ToString();

        Assert.Contains("80 of 1000 rows", html);
        Assert.Contains("r0<", html);
        Assert.Contains("r999<", html);
    }
}
