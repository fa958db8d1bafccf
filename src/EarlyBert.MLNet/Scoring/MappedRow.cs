using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>One row with the added columns; the model runs once for each position of the row below.</summary>
internal sealed class MappedRow<TRow> : DataViewRow where TRow : class
{
    private readonly TextMapping<TRow> _mapping;
    private readonly DataViewRow _input;
    private readonly HashSet<int> _active;
    private readonly ValueGetter<ReadOnlyMemory<char>>[] _getters = [];
    private TRow? _value;
    private long _valuePosition;

    public MappedRow(TextMapping<TRow> mapping, DataViewSchema schema, DataViewRow input, HashSet<int> active)
    {
        _mapping = mapping;
        _input = input;
        _active = active;
        Schema = schema;
        if (active.Any(index => index >= input.Schema.Count))
            _getters = mapping.TextColumns(input.Schema).Select(input.GetGetter<ReadOnlyMemory<char>>).ToArray();
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for when the row was made.");
        return column.Index < _input.Schema.Count
            ? _input.GetGetter<TValue>(_input.Schema[column.Index])
            : _mapping.AddedGetter<TValue>(column.Index - _input.Schema.Count, CurrentValue);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private TRow CurrentValue()
    {
        if (_value is not null && _valuePosition == _input.Position)
            return _value;
        _valuePosition = _input.Position;
        return _value = _mapping.Model([Text(0)], _getters.Length > 1 ? [Text(1)] : null, _mapping.BatchSize)[0];
    }

    private string Text(int column)
    {
        ReadOnlyMemory<char> text = default;
        _getters[column](ref text);
        return text.ToString();
    }
}
