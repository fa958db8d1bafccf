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

    /// <summary>Reads texts and numbers from a tab- or comma-separated file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Where texts and numbers are.</param>
    /// <param name="options">How the file is written; null: as its name and the columns suggest.</param>
    /// <exception cref="EarlyBertException">The file cannot be read, or a score is no number; the message has its line.</exception>
    public static ScoredTexts Read(string path, TextColumns columns, DelimitedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var table = DelimitedReader.Read(path, columns.Pair is null ? [columns.Text, columns.Label] : [columns.Text, columns.Label, columns.Pair], options);
        var scores = new float[table.RowCount];
        for (var row = 0; row < scores.Length; row++)
        {
            if (!float.TryParse(table[1][row], NumberStyles.Float, CultureInfo.InvariantCulture, out scores[row]) || !float.IsFinite(scores[row]))
                throw new EarlyBertException($"Row {row + 1} of '{path}' on line {table.Lines[row]} has the score '{table[1][row]}', which is no number; mend it, or check the score column.");
        }

        return new ScoredTexts(table[0], columns.Pair is null ? null : table[2], scores);
    }
}
