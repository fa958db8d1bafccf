using System.Globalization;
using System.Text;

namespace EarlyBert.Display;

/// <summary>A table of numbers and names: in the page the words for those who do not see the chart, and the same as a CSV file.</summary>
/// <param name="Caption">What it lists.</param>
/// <param name="Columns">Its columns' names.</param>
/// <param name="Rows">Cells, each row as long as there are columns; numbers in invariant form.</param>
internal sealed record DataTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Letters up to which a cell is not broken.</summary>
    private const int ShortCell = 24;

    /// <summary>Rows that a page shows at most.</summary>
    private const int ShownRows = 80;

    /// <summary>A cell's number: as many digits as tell it from others.</summary>
    public static string Number(double? value) => value is { } number && double.IsFinite(number) ? number.ToString("G6", CultureInfo.InvariantCulture) : "";

    /// <summary>The table, which scrolls by keyboard when it is wider than the page. A long table is thinned; the CSV file has every row.</summary>
    /// <param name="isList">A list of names and values: numbers stand to the left, and long names are broken.</param>
    public Html ToHtml(bool isList = false)
    {
        var shown = Thinning.Of(Rows, ShownRows);
        var note = shown.Count < Rows.Count ? $" ({shown.Count} of {Rows.Count} rows, evenly chosen)" : "";
        return Html.Of($"""
            <div class="scroll{(isList ? " list" : "")}" role="region" tabindex="0" aria-label="{Caption}"><table><caption>{Caption}{note}</caption>
            <thead><tr>{Columns.Select(column => Html.Of($"<th scope=\"col\">{column}</th>"))}</tr></thead>
            <tbody>{shown.Select(row => Html.Of($"<tr>{row.Select((cell, index) => Cell(cell, index == 0))}</tr>\n"))}</tbody></table></div>
            """);
    }

    /// <summary>The table as CSV (RFC 4180), with a header.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder();
        foreach (var row in Rows.Prepend(Columns))
            csv.AppendJoin(',', row.Select(Quote)).Append("\r\n");
        return csv.ToString();
    }

    /// <summary>The table for consoles: columns under each other, the caption above.</summary>
    public string ToText()
    {
        int[] widths = [.. Columns.Select((column, index) => Rows.Select(row => row[index].Length).Append(column.Length).Max())];
        var text = new StringBuilder();
        if (Caption.Length > 0)
            text.Append(Caption).Append('\n');
        foreach (var row in Rows.Prepend(Columns))
            text.AppendJoin("  ", row.Select((cell, index) => index < widths.Length - 1 ? cell.PadRight(widths[index]) : cell)).Append('\n');
        return text.ToString();
    }

    private static Html Cell(string cell, bool isHeader) => isHeader
        ? Html.Of($"<th scope=\"row\"><bdi>{cell}</bdi></th>")
        : IsNumber(cell.AsSpan().TrimEnd("%s ")) || (cell.Split(" ± ") is [var mean, var spread] && IsNumber(mean) && IsNumber(spread))
            ? Html.Of($"<td class=\"n\">{cell}</td>")
            : Html.Of($"<td{(cell.Length <= ShortCell ? new Html(" class=\"k\"") : Html.Empty)}><bdi>{cell}</bdi></td>");

    private static bool IsNumber(ReadOnlySpan<char> cell) => double.TryParse(cell, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
