using System.Globalization;

namespace EarlyBert.Tasks;

/// <summary>Rows of a regression task: texts, optional second texts, and a number for each, all of one length.</summary>
/// <param name="Texts">First texts.</param>
/// <param name="Pairs">Second texts; null for single-sentence tasks.</param>
/// <param name="Scores">The numbers to come near to.</param>
public sealed record ScoredTexts(IReadOnlyList<string> Texts, IReadOnlyList<string>? Pairs, IReadOnlyList<float> Scores)
{
    /// <summary>Number of rows.</summary>
    public int Count => Texts.Count;

    /// <summary>Rows of the file that were left out because their score is no number.</summary>
    public int SkippedRows { get; init; }

    /// <summary>The first of them, counted from 1 without the header; null: none.</summary>
    public int? FirstSkippedRow { get; init; }

    /// <summary>Reads texts and numbers from a tab- or comma-separated file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Where texts and numbers are.</param>
    /// <param name="options">How the file is written; null: as its name and the columns suggest.</param>
    /// <param name="missing">What to do with rows whose score is no finite number.</param>
    /// <exception cref="EarlyBertException">
    /// The file cannot be read, or a score is no number; the message has its line. With <see cref="MissingLabel.Skip"/>: no row is left.
    /// </exception>
    public static ScoredTexts Read(string path, TextColumns columns, DelimitedOptions? options = null, MissingLabel missing = MissingLabel.Error)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var table = DelimitedReader.Read(path, columns.Pair is null ? [columns.Text, columns.Label] : [columns.Text, columns.Label, columns.Pair], options);
        var (scores, used) = (new List<float>(table.RowCount), new List<int>(table.RowCount));
        int? first = null;
        for (var row = 0; row < table.RowCount; row++)
        {
            if (float.TryParse(table[1][row], NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && float.IsFinite(score))
            {
                scores.Add(score);
                used.Add(row);
                continue;
            }

            first ??= row;
            if (missing == MissingLabel.Error)
                throw new EarlyBertException($"Row {row + 1} of '{path}' on line {table.Lines[row]} has the score '{table[1][row]}', which is no number; mend it, check the score column, or leave such rows out ({nameof(MissingLabel)}.{nameof(MissingLabel.Skip)}).");
        }

        if (used.Count == 0)
            throw new EarlyBertException($"None of the {table.RowCount} rows of '{path}' has a score that is a number; check the score column.");
        return new ScoredTexts(Pick(table[0]), columns.Pair is null ? null : Pick(table[2]), scores) { SkippedRows = table.RowCount - used.Count, FirstSkippedRow = first + 1 };

        IReadOnlyList<string> Pick(IReadOnlyList<string> column) => used.Count == column.Count ? column : [.. used.Select(row => column[row])];
    }
}
