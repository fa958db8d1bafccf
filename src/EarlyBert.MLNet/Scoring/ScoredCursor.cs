using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>
/// Walks the transformed rows. Columns of the source come from a cursor of their own, so that they need no buffering
/// whatever their type; added columns come from the rows read ahead. Without columns of the source there is no second cursor.
/// </summary>
internal sealed class ScoredCursor<TRow>(TextMapping<TRow> mapping, DataViewSchema schema, LookAhead<TRow> ahead, DataViewRowCursor? passed, HashSet<int> active) : DataViewRowCursor where TRow : class
{
    private readonly int _sourceColumns = schema.Count - mapping.Added.Count;
    private long _position = -1;
    private bool _ended;

    public override DataViewSchema Schema { get; } = schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        if (!_ended && (passed?.MoveNext() ?? ahead.Reach(_position + 1)))
        {
            _position++;
            return true;
        }

        _ended = true;
        _position = -1;
        return false;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        passed?.GetIdGetter() ?? ((ref DataViewRowId id) => id = ahead.Id(CheckedPosition()));

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for when the cursor was opened.");
        return column.Index < _sourceColumns
            ? passed!.GetGetter<TValue>(passed.Schema[column.Index])
            : mapping.AddedGetter<TValue>(column.Index - _sourceColumns, () => ahead.Value(CheckedPosition()));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ahead.Dispose();
            passed?.Dispose();
        }

        base.Dispose(disposing);
    }

    private long CheckedPosition() =>
        _position >= 0 ? _position : throw new InvalidOperationException("The cursor stands on no row: call MoveNext first, and read only while it returns true.");
}
