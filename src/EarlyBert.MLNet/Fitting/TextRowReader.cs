using EarlyBert.MLNet.Schemas;
using Microsoft.ML;

namespace EarlyBert.MLNet.Fitting;

/// <summary>Reads texts and labels of any kind out of a data view, in one pass, and answers for the rows that cannot be used.</summary>
internal sealed class TextRowReader(EarlyBertTextOptions options, TrainingLog log, CancellationToken cancellationToken)
{
    /// <summary>Rows between two looks at the token.</summary>
    private const int LookEvery = 1024;

    /// <summary>Labels that a message spells out.</summary>
    private const int Shown = 10;

    /// <param name="data">The rows.</param>
    /// <param name="label">The label's column.</param>
    /// <param name="labelOf">Makes the getter of a cursor's labels.</param>
    /// <param name="name">What to call the rows in messages.</param>
    /// <param name="unknown">Labels that the getter met and does not know, for messages; null: it knows all.</param>
    /// <param name="wanted">What a usable label is, for messages.</param>
    /// <exception cref="EarlyBertException">There are no rows, or rows without a label.</exception>
    public TextRows<TLabel> Read<TLabel>(
        IDataView data, DataViewSchema.Column label, Func<DataViewRowCursor, LabelGetter<TLabel>> labelOf, string name, IReadOnlyCollection<string>? unknown = null, string wanted = "known label")
    {
        var textColumn = Columns.Text(data.Schema, options.TextColumnName, nameof(options.TextColumnName));
        DataViewSchema.Column? pairColumn = options.TextPairColumnName is null ? null : Columns.Text(data.Schema, options.TextPairColumnName, nameof(options.TextPairColumnName));
        var columns = new[] { label, textColumn }.Concat(pairColumn is { } extra ? [extra] : []).DistinctBy(column => column.Index);

        var rows = new TextRows<TLabel>([], pairColumn is null ? null : [], []);
        long row = 0, missing = 0, firstMissing = 0;
        using (var cursor = data.GetRowCursor(columns))
        {
            var getLabel = labelOf(cursor);
            var getText = cursor.GetGetter<ReadOnlyMemory<char>>(textColumn);
            var getPair = pairColumn is { } second ? cursor.GetGetter<ReadOnlyMemory<char>>(second) : null;
            ReadOnlyMemory<char> text = default;
            while (cursor.MoveNext())
            {
                if (row++ % LookEvery == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                if (!getLabel(out var value))
                {
                    firstMissing = missing++ == 0 ? row : firstMissing;
                    continue;
                }

                rows.Labels.Add(value);
                getText(ref text);
                rows.Texts.Add(text.ToString());
                if (getPair is not null)
                {
                    getPair(ref text);
                    rows.Pairs!.Add(text.ToString());
                }
            }
        }

        if (row == 0)
            throw new EarlyBertException($"The {name} has no rows; check the file and the filters before the trainer.");
        if (missing > 0)
            Answer(missing, row, firstMissing, name, unknown ?? [], wanted);
        return rows;
    }

    private void Answer(long missing, long rows, long first, string name, IReadOnlyCollection<string> unknown, string wanted)
    {
        var names = unknown.Count == 0 ? "" : $" (the training set does not have {string.Join(", ", unknown.Take(Shown).Select(label => $"'{label}'"))}{(unknown.Count > Shown ? ", ..." : "")})";
        var fact = $"{missing} of {rows} rows of the {name} have no {wanted} in column '{options.LabelColumnName}'{names}, the first is row {first}";
        if (options.MissingLabel == MissingLabel.Error)
            throw new EarlyBertException($"{fact}; label them, or set {nameof(options.MissingLabel)} to {nameof(MissingLabel.Skip)} to leave them out.");
        if (missing == rows)
            throw new EarlyBertException($"{fact}, so nothing is left; check that column '{options.LabelColumnName}' is the label.");
        log.Warn($"{fact}; they are left out.");
    }
}
