using System.Globalization;
using EarlyBert.Tasks;

namespace EarlyBert.Cli.Doctor;

/// <summary>Looks at a table of texts: its columns, its rows, and which column may be the label.</summary>
internal static class DataFile
{
    /// <summary>A column with more values than this is taken for text.</summary>
    private const int MostClasses = 50;

    /// <exception cref="EarlyBertException">The file cannot be read as a table.</exception>
    public static string Describe(string path)
    {
        var separator = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ',' : '\t';
        var width = CountColumns(path, separator);
        if (width == 1)
            throw new EarlyBertException($"'{path}' has one column when its fields are separated by {(separator == ',' ? "commas" : "tabs")}; if they are separated by another sign, name it with --separator.");
        string[] indices = [.. Enumerable.Range(0, width).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        var columns = DelimitedReader.Read(path, indices, new DelimitedOptions { HasHeader = false });
        var descriptions = Enumerable.Range(0, width).Select(index => Describe(columns[index], index));
        return $"'{path}' has {columns.RowCount:#,0} rows, a header counted if there is one, and {width} columns: {string.Join("; ", descriptions)}.";
    }

    /// <summary>Columns of the first row.</summary>
    private static int CountColumns(string path, char separator)
    {
        var first = File.ReadLines(path).FirstOrDefault(line => line.Length > 0) ?? throw new EarlyBertException($"'{path}' is empty; use a file with at least one row.");
        var (columns, inQuotes) = (1, false);
        foreach (var sign in first)
        {
            inQuotes ^= sign == '"' && separator == ',';
            columns += sign == separator && !inQuotes ? 1 : 0;
        }

        return columns;
    }

    private static string Describe(IReadOnlyList<string> column, int index)
    {
        var body = column.Skip(1).ToArray(); // The first may be the header.
        var values = body.Distinct().Take(MostClasses + 1).Count();
        var blank = body.Count(string.IsNullOrWhiteSpace);
        var what = values <= MostClasses && values < body.Length ? $"{values} {(values == 1 ? "value" : "values")}, it may be the label" : "text";
        var name = column[0].Length <= 30 ? column[0] : column[0][..30] + "...";
        return $"{index} ('{name}', {what}{(blank > 0 ? $", {blank} blank" : "")})";
    }
}
