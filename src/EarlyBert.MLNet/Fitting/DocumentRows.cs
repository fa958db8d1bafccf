using EarlyBert.MLNet.Schemas;
using Microsoft.ML;

namespace EarlyBert.MLNet.Fitting;

/// <summary>
/// The rows of a text column as documents, each as its paragraphs. Every enumeration opens a cursor of its own and holds one row; the first that comes to
/// the end says how many rows had no text.
/// </summary>
internal sealed class DocumentRows(IDataView data, string textColumnName, TrainingLog log, CancellationToken cancellationToken)
{
    /// <summary>Rows between two looks at the token.</summary>
    private const int LookEvery = 256;

    private bool _told;

    /// <summary>The documents, in the order of the rows.</summary>
    /// <exception cref="EarlyBertException">While reading: there are no rows, or none has text.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<IReadOnlyList<string>> Documents()
    {
        var column = Columns.Text(data.Schema, textColumnName, nameof(EarlyBertPretrainerOptions.TextColumnName));
        using var cursor = data.GetRowCursor([column]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        long rows = 0, empty = 0;
        while (cursor.MoveNext())
        {
            if (rows++ % LookEvery == 0)
                cancellationToken.ThrowIfCancellationRequested();
            getText(ref text);
            var paragraphs = Paragraphs(text.Span);
            if (paragraphs.Count > 0)
                yield return paragraphs;
            else
                empty++;
        }

        Answer(rows, empty);
    }

    private static List<string> Paragraphs(ReadOnlySpan<char> text)
    {
        var paragraphs = new List<string>();
        foreach (var line in text.EnumerateLines())
        {
            if (!line.IsWhiteSpace())
                paragraphs.Add(line.ToString());
        }

        return paragraphs;
    }

    private void Answer(long rows, long empty)
    {
        if (rows == 0)
            throw new EarlyBertException("The data has no rows to pre-train on; check the file and the filters before the pretrainer.");
        if (empty == rows)
            throw new EarlyBertException($"None of the {rows} rows has text in column '{textColumnName}'; check that it is the column to pre-train on.");
        if (empty > 0 && !_told)
            log.Warn($"{empty} of {rows} rows have no text in column '{textColumnName}'; they are left out.");
        _told = true;
    }
}
