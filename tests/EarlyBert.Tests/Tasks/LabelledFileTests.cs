using EarlyBert.Tasks;

namespace EarlyBert.Tests.Tasks;

public sealed class LabelledFileTests : IDisposable
{
    private static readonly TextColumns Columns = new("t", "l");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_LabelsNotGiven_AreTakenFromTheFileInAFixedOrder()
    {
        var file = LabelledFile.Read(_folder.Write("a.tsv", "t\tl\na\tspam\nb\tham\nc\tspam\n"), Columns);
        Assert.Equal(["ham", "spam"], file.LabelNames);
        Assert.Equal([1, 0, 1], file.Rows.Labels);
        Assert.Equal(["a", "b", "c"], file.Rows.Texts);
        Assert.Null(file.Rows.Pairs);
        Assert.Equal(0, file.SkippedRows);
        Assert.Null(file.FirstSkippedRow);
    }

    [Fact]
    public void Read_NumbersAsLabels_AreOrderedBySize()
    {
        var file = LabelledFile.Read(_folder.Write("a.tsv", "t\tl\na\t10\nb\t2\nc\t-1\n"), Columns);
        Assert.Equal(["-1", "2", "10"], file.LabelNames);
    }

    [Fact]
    public void Read_Pairs_AreReadToo()
    {
        var file = LabelledFile.Read(_folder.Write("a.tsv", "t\tl\tp\na\tx\tA\nb\ty\tB\n"), Columns with { Pair = "p" }, ["x", "y"]);
        Assert.Equal(["A", "B"], file.Rows.Pairs);
        Assert.Equal([0, 1], file.Rows.Labels);
    }

    [Fact]
    public void Read_MissingLabels_AreCountedWithTheFirstRow()
    {
        var path = _folder.Write("a.tsv", "t\tl\na\tx\n\nb\t\nc\ty\nd\t \n");
        var fault = Assert.Throws<EarlyBertException>(() => LabelledFile.Read(path, Columns));
        Assert.Contains("2 of 4 rows", fault.Message);
        Assert.Contains("row 2 on line 4 with no label", fault.Message);
    }

    [Fact]
    public void Read_UnknownLabel_NamesItAndTheKnownOnes()
    {
        var path = _folder.Write("a.tsv", "t\tl\na\tx\nb\tz\n");
        var fault = Assert.Throws<EarlyBertException>(() => LabelledFile.Read(path, Columns, ["x", "y"]));
        Assert.Contains("'z'", fault.Message);
        Assert.Contains("'x', 'y'", fault.Message);
    }

    [Fact]
    public void Read_MissingLabelsSkipped_AreReported()
    {
        var file = LabelledFile.Read(_folder.Write("a.tsv", "t\tl\tp\na\t\tA\nb\tx\tB\nc\t\tC\nd\ty\tD\n"), Columns with { Pair = "p" }, missing: MissingLabel.Skip);
        Assert.Equal(["b", "d"], file.Rows.Texts);
        Assert.Equal(["B", "D"], file.Rows.Pairs);
        Assert.Equal([0, 1], file.Rows.Labels);
        Assert.Equal(2, file.SkippedRows);
        Assert.Equal(1, file.FirstSkippedRow);
    }

    [Theory]
    [InlineData(MissingLabel.Error)]
    [InlineData(MissingLabel.Skip)]
    public void Read_NoRowWithALabel_Fails(MissingLabel missing)
    {
        var path = _folder.Write("a.tsv", "t\tl\na\t\nb\t\n");
        Assert.Contains("2 of 2 rows", Assert.Throws<EarlyBertException>(() => LabelledFile.Read(path, Columns, missing: missing)).Message);
    }
}
