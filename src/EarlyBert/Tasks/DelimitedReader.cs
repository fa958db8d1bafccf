using System.Globalization;

namespace EarlyBert.Tasks;

/// <summary>
/// Reads columns of a table from a UTF-8 text file: tab- or comma-separated, with or without a header. Empty lines are passed over,
/// a byte-order mark is dropped, lines end with LF or CRLF.
/// </summary>
public static class DelimitedReader
{
    /// <summary>Reads the columns asked for; the others are passed over without being kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">
    /// Columns by their name in the header, or by 0-based index. A text of digits is a name if the header has it, an index otherwise.
    /// </param>
    /// <param name="options">How the file is written; null: as its name and the columns suggest.</param>
    /// <exception cref="EarlyBertException">
    /// The file is missing, empty or no UTF-8; it has no such column; or a row has too few fields. The message names the line.
    /// </exception>
    public static DelimitedColumns Read(string path, IReadOnlyList<string> columns, DelimitedOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        if (!File.Exists(path))
            throw new EarlyBertException(Directory.Exists(path) ? $"'{path}' is a folder; name a file in it." : $"There is no file '{path}'; check the path.");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return ReadFrom(stream, path, columns, options ?? new DelimitedOptions());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{path}' could not be read ({fault.Message.TrimEnd('.')}); check that the file may be read.", fault);
        }
    }

    /// <summary>Reads the columns asked for from a stream, which stays open.</summary>
    internal static DelimitedColumns ReadFrom(Stream stream, string source, IReadOnlyList<string> columns, DelimitedOptions options)
    {
        var separator = options.Separator ?? (source.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ',' : '\t');
        if (separator is > '\x7f' or '\n' or '\r' or '"')
            throw new EarlyBertException($"The separator '{separator}' cannot be used (allowed: an ASCII sign other than a quote or a line end); use a tab or a comma.");
        var records = new DelimitedRecords(stream, source, (byte)separator, options.Quoted ?? separator != '\t');
        var fields = new List<string>();
        int[] places;
        if (options.HasHeader ?? !columns.All(IsIndex))
        {
            if (!records.TryRead(fields))
                throw Empty(source);
            places = columns.Select(column => Find(column, fields, source)).ToArray();
        }
        else
            places = columns.Select(column => IndexOf(column, source)).ToArray();

        var rows = ReadRows(records, places, fields, source, options.SkipShortRows);
        return rows.RowCount > 0 ? rows : throw Empty(source);
    }

    private static DelimitedColumns ReadRows(DelimitedRecords records, int[] places, List<string> fields, string source, bool skipShortRows)
    {
        var kept = Array.ConvertAll(places, _ => new List<string>());
        var lines = new List<long>();
        var last = places.Length > 0 ? places.Max() : 0;
        var skipped = 0;
        while (records.TryRead(fields, index => Array.IndexOf(places, index) >= 0))
        {
            if (fields.Count <= last && skipShortRows)
            {
                skipped++;
                continue;
            }

            if (fields.Count <= last)
                throw new EarlyBertException($"Line {records.Line} of '{source}' has {CountColumns(fields.Count)}, column {last} is asked for (counted from 0); mend the line, or check the separator and the quoting.");
            for (var i = 0; i < places.Length; i++)
                kept[i].Add(fields[places[i]]);
            lines.Add(records.Line);
        }

        return new DelimitedColumns(kept, lines, skipped);
    }

    private static int Find(string column, List<string> header, string source)
    {
        var place = header.IndexOf(column);
        if (place >= 0 && header.LastIndexOf(column) == place)
            return place;
        if (place >= 0)
            throw new EarlyBertException($"'{source}' has several columns named '{column}'; ask for one of them by its index, counted from 0.");
        if (IsIndex(column) && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out place) && place < header.Count)
            return place;
        throw new EarlyBertException($"'{source}' has no column '{column}'; its columns are {string.Join(", ", header.Select(name => $"'{name}'"))}.");
    }

    private static int IndexOf(string column, string source) => int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        ? place
        : throw new EarlyBertException($"'{source}' is read without a header, so its columns have no names and '{column}' cannot be found; use indices, counted from 0.");

    private static bool IsIndex(string column) => column.Length > 0 && column.All(char.IsAsciiDigit);

    private static string CountColumns(int count) => count == 1 ? "1 column" : $"{count} columns";

    private static EarlyBertException Empty(string source) => new($"'{source}' has no rows; use a file with at least one.");
}
