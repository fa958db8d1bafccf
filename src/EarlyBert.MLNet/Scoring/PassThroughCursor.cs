using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>A cursor for which no added column was asked: the source's, under our schema.</summary>
internal sealed class PassThroughCursor(DataViewSchema schema, DataViewRowCursor source, HashSet<int> active) : DataViewRowCursor
{
    public override DataViewSchema Schema { get; } = schema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => IsColumnActive(column)
        ? source.GetGetter<TValue>(source.Schema[column.Index])
        : throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for when the cursor was opened.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
