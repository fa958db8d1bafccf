using EarlyBert.Tests.Display;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests;

public class DataViewTableTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void ToString_Columns_AreAlignedWithTheirTypes()
    {
        var view = _context.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(View()).Transform(View());

        var lines = view.ToTable(rows: 2).ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(
            ["Label (text)|Number (Single)|Vector (Single[3])|Key (key)", "good|0.333|0.1, 0.2, 0.3|good", "bad|2|0.1, 0.2, 0.3|bad"],
            lines.Select(line => string.Join('|', line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))));
        Assert.All(lines, line => Assert.Equal(lines[0].IndexOf("Vector", StringComparison.Ordinal), line.IndexOf(line == lines[0] ? "Vector" : "0.1,", StringComparison.Ordinal)));
    }

    [Fact]
    public void Show_HostileText_StaysText()
    {
        var html = Notebook.Show(_context.Data.LoadFromEnumerable([new Row { Label = "<img src=x onerror=alert(1)>" }]).ToTable());

        Assert.Empty(html.Descendants("img"));
        Assert.Contains("<img", html.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void ToTable_FewerRowsThanAsked_ShowsThoseThereAre() => Assert.Equal(3, Notebook.Show(View().ToTable(rows: 1000)).Descendants("tbody").Single().Elements("tr").Count());

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void ToTable_RowsOutOfRange_AreRefused(int rows) =>
        Assert.Equal($"rows is {rows}; a table can have 1 to 1000.", Assert.Throws<EarlyBertException>(() => View().ToTable(rows)).Message);

    private IDataView View() => _context.Data.LoadFromEnumerable([new Row { Label = "good", Number = 1f / 3 }, new Row { Label = "bad", Number = 2 }, new Row { Label = "good" }]);

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float Number { get; set; }

        [VectorType(3)]
        public float[] Vector { get; set; } = [0.1f, 0.2f, 0.3f];
    }
}
