using System.Globalization;
using EarlyBert.Tasks;

namespace EarlyBert.Cli.Doctor;

/// <summary>A table of texts: its columns, its rows, and which columns may be text and label.</summary>
internal sealed class DataFile
{
    /// <summary>A column with more values than this is taken for text.</summary>
    private const int MostClasses = 50;

    private static readonly string[] LabelNames = ["label", "labels", "class", "category", "target", "gold_label", "sentiment", "tag", "y"];

    private readonly string _path;
    private readonly IReadOnlyList<string>[] _columns;

    private DataFile(string path, IReadOnlyList<string>[] columns) => (_path, _columns) = (path, columns);

    /// <exception cref="EarlyBertException">The file cannot be read as a table.</exception>
    public static DataFile Read(string path)
    {
        CheckEncoding(path);
        var separator = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ',' : '\t';
        var width = CountColumns(path, separator);
        if (width == 1)
            throw new EarlyBertException($"'{path}' has one column when its fields are separated by {(separator == ',' ? "commas" : "tabs")}; if they are separated by another sign, name it with --separator.");
        string[] indices = [.. Enumerable.Range(0, width).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        var table = DelimitedReader.Read(path, indices, new DelimitedOptions { HasHeader = false });
        return new DataFile(path, [.. Enumerable.Range(0, width).Select(index => table[index])]);
    }

    public string Describe() =>
        $"'{_path}' has {_columns[0].Count:#,0} rows, a header counted if there is one, and {_columns.Length} columns: {string.Join("; ", _columns.Select(Describe))}.";

    /// <summary>The rows, by the columns that the options name or that look like text and label; null: none looks like a label.</summary>
    /// <exception cref="EarlyBertException">There is no such column.</exception>
    public TextSet? Rows(DoctorOptions options)
    {
        if (Choose(options) is not (var text, var label))
            return null;
        int? pair = options.Pair is { } second ? Place(second) : null;
        var header = new[] { options.Label, options.Text, options.Pair }.Any(name => name is not null && !name.All(char.IsAsciiDigit)) || !_columns[label].Skip(1).Contains(_columns[label][0]) ? 1 : 0;
        return new TextSet($"'{Path.GetFileName(_path)}' (text {Name(text)}{(pair is { } other ? $" and {Name(other)}" : "")}, label {Name(label)})", Body(text), pair is null ? null : Body(pair.Value), Body(label));

        string[] Body(int column) => [.. _columns[column].Skip(header)];
        string Name(int column) => header == 1 ? $"'{_columns[column][0]}'" : column.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The options with the columns that this file's guess was, for another file with the same columns.</summary>
    public DoctorOptions Chosen(DoctorOptions options) => Choose(options) is (var text, var label)
        ? options with { Text = text.ToString(CultureInfo.InvariantCulture), Label = label.ToString(CultureInfo.InvariantCulture) }
        : options;

    private (int Text, int Label)? Choose(DoctorOptions options)
    {
        if (_columns[0].Count < 2)
            return null;
        var label = options.Label is { } named ? Place(named) : GuessLabel();
        if (label < 0)
            return null;
        return (options.Text is { } given ? Place(given) : Enumerable.Range(0, _columns.Length).Where(index => index != label).MaxBy(index => _columns[index].Skip(1).Average(field => (double)field.Length)), label);
    }

    private int Place(string column)
    {
        var place = Array.FindIndex(_columns, fields => fields[0] == column);
        if (place < 0 && !(int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out place) && place < _columns.Length))
            throw new EarlyBertException($"'{_path}' has no column '{column}'; its columns are {string.Join(", ", _columns.Select(fields => $"'{fields[0]}'"))}.");
        return place;
    }

    private int GuessLabel()
    {
        var candidates = Enumerable.Range(0, _columns.Length).Where(index => MayBeLabel([.. _columns[index].Skip(1)])).ToArray();
        return candidates.FirstOrDefault(index => LabelNames.Contains(_columns[index][0].ToLowerInvariant()), candidates.LastOrDefault(-1));
    }

    /// <summary>UTF-16, which Windows' programs like to write, would be read as nonsense.</summary>
    private static void CheckEncoding(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[2];
        if (stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && ((start[0] == 0xff && start[1] == 0xfe) || (start[0] == 0xfe && start[1] == 0xff)))
            throw new EarlyBertException($"'{path}' is UTF-16; save it as UTF-8.");
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

    private static bool MayBeLabel(string[] body) => ValuesOf(body) is var values && values <= MostClasses && values < body.Length;

    private static int ValuesOf(string[] body) => body.Distinct().Take(MostClasses + 1).Count();

    private static string Describe(IReadOnlyList<string> column, int index)
    {
        string[] body = [.. column.Skip(1)]; // The first may be the header.
        var values = ValuesOf(body);
        var blank = body.Count(string.IsNullOrWhiteSpace);
        var what = MayBeLabel(body) ? $"{values} {(values == 1 ? "value" : "values")}, it may be the label" : "text";
        var name = column[0].Length <= 30 ? column[0] : column[0][..30] + "...";
        return $"{index} ('{name}', {what}{(blank > 0 ? $", {blank} blank" : "")})";
    }
}
