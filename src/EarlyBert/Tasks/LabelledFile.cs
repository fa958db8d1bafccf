using System.Globalization;

namespace EarlyBert.Tasks;

/// <summary>Texts and labels read from a table, with what was left out.</summary>
/// <param name="Rows">The rows; their labels index <paramref name="LabelNames"/>.</param>
/// <param name="LabelNames">The labels' texts in the file, in the order of the class indices.</param>
/// <param name="SkippedRows">Rows that were left out because their label is missing or unknown.</param>
/// <param name="FirstSkippedRow">The first of them, counted from 1 without the header; null: none.</param>
public sealed record LabelledFile(LabelledTexts Rows, IReadOnlyList<string> LabelNames, int SkippedRows, int? FirstSkippedRow)
{
    /// <summary>Reads texts and labels from a tab- or comma-separated file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Where texts and labels are.</param>
    /// <param name="labelNames">
    /// The labels that are known, in the order of their indices: pass the training file's when reading the validation file. Null: those of
    /// the file, numbers by size, texts by ordinal order, so that the order does not depend on the rows'.
    /// </param>
    /// <param name="missing">What to do with rows whose label is blank or not among the known ones.</param>
    /// <param name="options">How the file is written; null: as its name and the columns suggest.</param>
    /// <exception cref="EarlyBertException">
    /// The file cannot be read (see <see cref="DelimitedReader.Read"/>), or labels are missing or unknown; the message has their number and
    /// the first row. With <see cref="MissingLabel.Skip"/>: no row is left.
    /// </exception>
    public static LabelledFile Read(string path, TextColumns columns, IReadOnlyList<string>? labelNames = null, MissingLabel missing = MissingLabel.Error, DelimitedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var table = DelimitedReader.Read(path, columns.Pair is null ? [columns.Text, columns.Label] : [columns.Text, columns.Label, columns.Pair], options);
        return From(table, path, columns.Pair is not null, labelNames ?? NamesOf(table[1]), missing);
    }

    /// <summary>Columns 0 and 1 of the table are texts and labels, column 2 the second texts if there are any.</summary>
    internal static LabelledFile From(DelimitedColumns table, string source, bool hasPairs, IReadOnlyList<string> labelNames, MissingLabel missing)
    {
        var indexOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in labelNames)
            indexOf.Add(name, indexOf.Count);
        var labels = new List<int>(table.RowCount);
        var used = new List<int>(table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
        {
            if (!indexOf.TryGetValue(table[1][row], out var label))
                continue;
            labels.Add(label);
            used.Add(row);
        }

        var skipped = table.RowCount - used.Count;
        int? first = skipped == 0 ? null : FirstGap(used);
        if (first is { } gap && (missing == MissingLabel.Error || used.Count == 0))
            throw Unusable(table, source, labelNames, table[1].Where(label => !string.IsNullOrWhiteSpace(label) && !indexOf.ContainsKey(label)), skipped, gap);
        var rows = skipped == 0
            ? new LabelledTexts(table[0], hasPairs ? table[2] : null, labels)
            : new LabelledTexts(Pick(table[0], used), hasPairs ? Pick(table[2], used) : null, labels);
        return new LabelledFile(rows, labelNames, skipped, first + 1);
    }

    /// <summary>The labels that occur: numbers by size, texts by ordinal order.</summary>
    internal static string[] NamesOf(IEnumerable<string> labels)
    {
        var names = labels.Where(label => !string.IsNullOrWhiteSpace(label)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return Array.TrueForAll(names, name => TryParse(name, out _)) ? names.OrderBy(name => TryParse(name, out var number) ? number : 0).ToArray() : names;

        static bool TryParse(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The first row that is not among those used.</summary>
    internal static int FirstGap(List<int> used)
    {
        var row = 0;
        while (row < used.Count && used[row] == row)
            row++;
        return row;
    }

    /// <summary>Some rows of a column.</summary>
    internal static string[] Pick(IReadOnlyList<string> column, List<int> rows) => rows.Select(row => column[row]).ToArray();

    /// <summary>The fault of rows without a label that is known.</summary>
    internal static EarlyBertException Unusable(DelimitedColumns table, string source, IReadOnlyList<string> labelNames, IEnumerable<string> unknown, int count, int row)
    {
        const int shown = 10;
        var label = table[1][row];
        var what = string.IsNullOrWhiteSpace(label) ? "no label" : $"the unknown label {Shorten(label)}";
        var known = labelNames.Count == 0 ? "none" : string.Join(", ", labelNames.Take(shown).Select(name => $"'{name}'")) + (labelNames.Count > shown ? ", ..." : "");
        var others = unknown.Where(name => name != label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (others.Length > 0)
            what += $", others have {string.Join(", ", others.Take(shown).Select(Shorten))}{(others.Length > shown ? ", ..." : "")}";
        return new EarlyBertException(
            $"{count} of {table.RowCount} rows of '{source}' cannot be used, the first is row {row + 1} on line {table.Lines[row]} with {what} (known: {known}); " +
            "mend the labels, check the label column, or leave such rows out (MissingLabel.Skip).");
    }

    /// <summary>A field in quotes, as much of it as a message can hold.</summary>
    internal static string Shorten(string field) => $"'{(field.Length > 60 ? field[..60] + "..." : field)}'";
}
