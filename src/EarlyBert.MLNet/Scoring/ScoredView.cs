using Microsoft.ML;

namespace EarlyBert.MLNet.Scoring;

/// <summary>
/// The transformed data. Nothing runs until a cursor asks for an added column, and the source is opened for the columns
/// asked for and no others.
/// </summary>
internal sealed class ScoredView<TRow> : IDataView where TRow : class
{
    private readonly TextMapping<TRow> _mapping;
    private readonly IDataView _source;

    public ScoredView(TextMapping<TRow> mapping, IDataView source)
    {
        _mapping = mapping;
        _source = source;
        Schema = mapping.GetOutputSchema(source.Schema);
    }

    public DataViewSchema Schema { get; }

    /// <summary>Batches are read ahead by a second cursor, which has to see the same order.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.Select(column => column.Index).ToHashSet();
        var passed = _source.Schema.Where(column => active.Contains(column.Index)).ToArray();
        if (!active.Any(index => index >= _source.Schema.Count))
            return new PassThroughCursor(Schema, _source.GetRowCursor(passed), active);

        var ahead = new LookAhead<TRow>(_mapping, _source);
        try
        {
            return new ScoredCursor<TRow>(_mapping, Schema, ahead, passed.Length > 0 ? _source.GetRowCursor(passed) : null, active);
        }
        catch
        {
            ahead.Dispose();
            throw;
        }
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
