using System.Text;
using EarlyBert.Tasks;

namespace EarlyBert.Tests.Tasks;

public sealed class DelimitedReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TabsWithHeader_GivesColumnsInTheOrderAsked()
    {
        var table = DelimitedReader.Read(_folder.Write("a.tsv", "id\ttext\tlabel\n1\tone\tx\n2\ttwo\ty\n"), ["label", "text"]);
        Assert.Equal(["x", "y"], table[0]);
        Assert.Equal(["one", "two"], table[1]);
        Assert.Equal([2L, 3L], table.Lines);
    }

    [Fact]
    public void Read_IndicesOnly_TakesTheFirstLineAsARow()
    {
        var table = DelimitedReader.Read(_folder.Write("a.tsv", "x\tone\ny\ttwo"), ["1", "0"]);
        Assert.Equal(["one", "two"], table[0]);
        Assert.Equal(["x", "y"], table[1]);
    }

    [Fact]
    public void Read_IndicesWithHeaderSaid_PassesOverTheHeader()
    {
        var table = DelimitedReader.Read(_folder.Write("a.tsv", "l\tt\nx\tone\n"), ["1"], new DelimitedOptions { HasHeader = true });
        Assert.Equal(["one"], table[0]);
    }

    [Fact]
    public void Read_HeaderNamedByDigits_NameGoesBeforeIndex()
    {
        var table = DelimitedReader.Read(_folder.Write("a.tsv", "1\t0\na\tb\n"), ["0"], new DelimitedOptions { HasHeader = true });
        Assert.Equal(["b"], table[0]);
    }

    [Fact]
    public void Read_QuotesInTabs_ArePlainText()
    {
        var table = DelimitedReader.Read(_folder.Write("a.tsv", "t\tl\n\" open quote\t1\nmid \"dle\t2\n"), ["t", "l"]);
        Assert.Equal(["\" open quote", "mid \"dle"], table[0]);
        Assert.Equal(["1", "2"], table[1]);
    }

    [Fact]
    public void Read_QuotedCsv_FollowsRfc4180()
    {
        var text = "text,label\r\n\"a, b\",1\r\n\"say \"\"hi\"\"\",2\r\n\"two\r\nlines\",3\r\nplain \"x\",4\r\n\"\",5\r\n\"end\r\"\r\n,6\r\n".Replace("\"end\r\"\r\n", "\"end\r\",7\r\n");
        var table = DelimitedReader.Read(_folder.Write("a.csv", text), ["text", "label"]);
        Assert.Equal(["a, b", "say \"hi\"", "two\r\nlines", "plain \"x\"", "", "end\r", ""], table[0]);
        Assert.Equal(["1", "2", "3", "4", "5", "7", "6"], table[1]);
        Assert.Equal([2L, 3L, 4L, 6L, 7L, 8L, 9L], table.Lines);
    }

    [Fact]
    public void Read_QuotedCsvLastFieldQuoted_EndsWithTheLine()
    {
        var table = DelimitedReader.Read(_folder.Write("a.csv", "l,t\n1,\"x\"\r\n2,\"y\"\n3,\"z\""), ["t"]);
        Assert.Equal(["x", "y", "z"], table[0]);
    }

    [Fact]
    public void Read_OneQuotedEmptyField_IsARow()
    {
        var table = DelimitedReader.Read(_folder.Write("a.csv", "t\n\"\"\n\nx\n"), ["t"]);
        Assert.Equal(["", "x"], table[0]);
    }

    [Fact]
    public void Read_ByteOrderMark_IsNoPartOfTheFirstName()
    {
        var table = DelimitedReader.Read(_folder.Write("a.tsv", "\uFEFFQuality\ttext\n1\tone\n"), ["Quality"]);
        Assert.Equal(["1"], table[0]);
    }

    [Fact]
    public void Read_WindowsLineEnds_AreNoPartOfTheText()
    {
        var table = DelimitedReader.Read(_folder.Write("a.tsv", "a\tb\r\n\r\n1\t2\r\n3\t4\r\n\r\n"), ["b"]);
        Assert.Equal(["2", "4"], table[0]);
        Assert.Equal([3L, 4L], table.Lines);
    }

    [Fact]
    public void Read_RowsLongerThanTheBuffer_ComeWhole()
    {
        var rows = Enumerable.Range(0, 50).Select(row => new string((char)('a' + (row % 26)), 9973 * (row % 7))).ToArray();
        var text = "n\tt\r\n" + string.Concat(rows.Select((row, number) => $"{number}\t{row}\r\n"));
        var table = DelimitedReader.Read(_folder.Write("a.tsv", text), ["t"]);
        Assert.Equal(rows, table[0]);
    }

    [Fact]
    public void Read_TextBeyondAscii_IsKept()
    {
        var table = DelimitedReader.Read(_folder.Write("a.csv", "t,l\n\"größe, 中文 😀\",1\n"), ["t"]);
        Assert.Equal(["größe, 中文 😀"], table[0]);
    }

    [Fact]
    public void Read_BytesThatAreNoUtf8_NamesTheLine()
    {
        var bytes = Encoding.Latin1.GetBytes("t\tl\nfine\t1\ncaf\u00e9\t1\n");
        var path = _folder.Write("a.tsv", bytes);
        var fault = Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"]));
        Assert.Contains("unreadable encoding", fault.Message);
        Assert.Contains("line 3", fault.Message);
        Assert.Contains(path, fault.Message);
        Assert.Equal(2, DelimitedReader.Read(path, ["l"]).RowCount); // Columns that nobody asked for may be anything.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_Utf16_SaysSo(bool bigEndian)
    {
        var path = _folder.PathOf("a.tsv");
        File.WriteAllText(path, "t\tl\nx\t1\n", new UnicodeEncoding(bigEndian, byteOrderMark: true));
        var fault = Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"]));
        Assert.Contains("UTF-16", fault.Message);
    }

    [Fact]
    public void Read_UnknownColumn_ListsTheColumns()
    {
        var path = _folder.Write("a.tsv", "sentence\tlabel\nx\t1\n");
        var fault = Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["Sentence"]));
        Assert.Contains("'Sentence'", fault.Message);
        Assert.Contains("'sentence', 'label'", fault.Message);
    }

    [Fact]
    public void Read_ColumnNamedTwice_AsksForAnIndex()
    {
        var path = _folder.Write("a.tsv", "t\tt\nx\ty\n");
        Assert.Contains("index", Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"])).Message);
    }

    [Fact]
    public void Read_NameWithoutHeader_SaysThatThereAreNoNames()
    {
        var path = _folder.Write("a.tsv", "x\ty\n");
        Assert.Contains("without a header", Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"], new DelimitedOptions { HasHeader = false })).Message);
    }

    [Fact]
    public void Read_RowWithTooFewColumns_NamesTheLine()
    {
        var path = _folder.Write("a.tsv", "t\tl\nx\t1\n\nshort\n");
        var fault = Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t", "l"]));
        Assert.Contains("Line 4", fault.Message);
        Assert.Contains("1 column,", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("t\tl\n")]
    [InlineData("\uFEFF")]
    public void Read_FileWithoutRows_SaysSo(string text)
    {
        var path = _folder.Write("a.tsv", text);
        Assert.Contains("has no rows", Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"])).Message);
    }

    [Fact]
    public void Read_QuoteNeverClosed_NamesTheLineWhereItStarts()
    {
        var path = _folder.Write("a.csv", "t,l\nx,1\n\"open,2\ny,3\n");
        Assert.Contains("line 3", Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"])).Message);
    }

    [Fact]
    public void Read_TextAfterClosingQuote_NamesTheLine()
    {
        var path = _folder.Write("a.csv", "t,l\n\"x\" y,1\n");
        Assert.Contains("line 2", Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"])).Message);
    }

    [Fact]
    public void Read_NoFile_NamesThePath()
    {
        var path = _folder.PathOf("none.tsv");
        Assert.Contains(path, Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"])).Message);
        Assert.Contains("folder", Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(_folder.Root, ["t"])).Message);
    }

    [Fact]
    public void Read_SemicolonSaid_SeparatesBySemicolon()
    {
        var table = DelimitedReader.Read(_folder.Write("a.csv", "t;l\na,b;1\n"), ["t"], new DelimitedOptions { Separator = ';' });
        Assert.Equal(["a,b"], table[0]);
    }

    [Fact]
    public void Read_SeparatorBeyondAscii_IsRefused()
    {
        var path = _folder.Write("a.csv", "t\n1\n");
        Assert.Throws<EarlyBertException>(() => DelimitedReader.Read(path, ["t"], new DelimitedOptions { Separator = '→' }));
    }
}
