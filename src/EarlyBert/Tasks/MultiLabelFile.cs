namespace EarlyBert.Tasks;

/// <summary>Texts with any number of labels each, read from a table, with what was left out.</summary>
/// <param name="Rows">The rows; their labels index <paramref name="LabelNames"/>.</param>
/// <param name="LabelNames">The labels' names, in the order of their indices.</param>
/// <param name="SkippedRows">Rows that were left out because a label is unknown.</param>
/// <param name="FirstSkippedRow">The first of them, counted from 1 without the header; null: none.</param>
public sealed record MultiLabelFile(MultiLabelTexts Rows, IReadOnlyList<string> LabelNames, int SkippedRows, int? FirstSkippedRow)
{
    /// <summary>Reads a file with all labels of a row in one field, such as <c>sports, politics</c>; a blank field is a row without labels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Where texts and labels are.</param>
    /// <param name="separator">What stands between labels; white space around them is no part of them.</param>
    /// <param name="labelNames">The labels that are known, in the order of their indices: pass the training file's when reading the validation file. Null: those of the file, ordered as <see cref="LabelledFile.Read"/> orders them.</param>
    /// <param name="missing">What to do with rows that have a label that is not among the known ones.</param>
    /// <param name="options">How the file is written; null: as its name and the columns suggest.</param>
    /// <exception cref="EarlyBertException">The file cannot be read, has no labels, or has unknown ones; the message names them.</exception>
    public static MultiLabelFile Read(string path, TextColumns columns, string separator = ",", IReadOnlyList<string>? labelNames = null, MissingLabel missing = MissingLabel.Error, DelimitedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentException.ThrowIfNullOrEmpty(separator);
        var table = DelimitedReader.Read(path, columns.Pair is null ? [columns.Text, columns.Label] : [columns.Text, columns.Label, columns.Pair], options);
        var fields = table[1].Select(field => field.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray()).ToArray();
        labelNames ??= LabelledFile.NamesOf(fields.SelectMany(field => field));
        if (labelNames.Count == 0)
            throw new EarlyBertException($"No row of '{path}' has a label in column '{columns.Label}'; check the label column.");
        var indexOf = labelNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        var used = Enumerable.Range(0, fields.Length).Where(row => fields[row].All(indexOf.ContainsKey)).ToList();
        var skipped = fields.Length - used.Count;
        int? first = skipped == 0 ? null : LabelledFile.FirstGap(used);
        if (first is { } gap && (missing == MissingLabel.Error || used.Count == 0))
            throw LabelledFile.Unusable(table, path, labelNames, fields.SelectMany(field => field).Where(label => !indexOf.ContainsKey(label)), skipped, gap);
        return new MultiLabelFile(
            new MultiLabelTexts(
                LabelledFile.Pick(table[0], used),
                columns.Pair is null ? null : LabelledFile.Pick(table[2], used),
                [.. used.Select(row => (IReadOnlyList<int>)Array.ConvertAll(fields[row], label => indexOf[label]))]),
            labelNames,
            skipped,
            first + 1);
    }

    /// <summary>Reads a file with a column for each label that says 1 (or true) where a row has it, else 0 (or false). The labels are called like their columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Column of the first text.</param>
    /// <param name="labels">Columns of the labels, by name or 0-based index.</param>
    /// <param name="pair">Column of the second text; null: single texts.</param>
    /// <param name="options">How the file is written; null: as its name and the columns suggest.</param>
    /// <exception cref="EarlyBertException">The file cannot be read, or a field is neither 0 nor 1; the message names the line.</exception>
    public static MultiLabelFile ReadColumns(string path, string text, IReadOnlyList<string> labels, string? pair = null, DelimitedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var twice = labels.GroupBy(label => label, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        if (twice is not null)
            throw new EarlyBertException($"The label column '{twice}' is named twice; name each once.");
        var table = DelimitedReader.Read(path, [text, .. labels, .. pair is null ? Array.Empty<string>() : [pair]], options);
        var rows = new IReadOnlyList<int>[table.RowCount];
        for (var row = 0; row < rows.Length; row++)
        {
            var present = new List<int>();
            for (var label = 0; label < labels.Count; label++)
            {
                var field = table[1 + label][row].Trim();
                if (field is "1" or "1.0" || field.Equals("true", StringComparison.OrdinalIgnoreCase))
                    present.Add(label);
                else if (field is not ("0" or "0.0") && !field.Equals("false", StringComparison.OrdinalIgnoreCase))
                    throw new EarlyBertException($"Line {table.Lines[row]} of '{path}' says {LabelledFile.Shorten(field)} in the label column '{labels[label]}' (allowed: 0 or 1, false or true); mend it, or check the columns.");
            }

            rows[row] = present;
        }

        return new MultiLabelFile(new MultiLabelTexts(table[0], pair is null ? null : table[1 + labels.Count], rows), [.. labels], 0, null);
    }
}
