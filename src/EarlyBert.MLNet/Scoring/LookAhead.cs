using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>
/// Reads the texts of a window of rows ahead and scores them together, when the first score of the window is asked for.
/// The first window is one batch, so that looking at a few rows stays cheap; later ones are large enough to sort by length.
/// </summary>
internal sealed class LookAhead<TRow> : IDisposable where TRow : class
{
    private const int LargestWindow = 256;

    private readonly TextMapping<TRow> _mapping;
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<ReadOnlyMemory<char>>[] _getters;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly List<string> _texts = [];
    private readonly List<string>? _pairs;
    private readonly List<DataViewRowId> _ids = [];
    private IReadOnlyList<TRow>? _values;
    private long _start;
    private long _read;
    private int _window;
    private bool _ended;

    public LookAhead(TextMapping<TRow> mapping, IDataView source)
    {
        _mapping = mapping;
        var columns = mapping.TextColumns(source.Schema);
        _cursor = source.GetRowCursor(columns.DistinctBy(column => column.Index));
        _getters = columns.Select(_cursor.GetGetter<ReadOnlyMemory<char>>).ToArray();
        _getId = _cursor.GetIdGetter();
        _pairs = columns.Length > 1 ? [] : null;
        _window = mapping.BatchSize;
    }

    /// <summary>Whether there is a row at this position; positions never go back behind the window.</summary>
    public bool Reach(long position)
    {
        while (position >= _start + _texts.Count)
        {
            if (_ended)
                return false;
            ReadWindow(position);
        }

        return true;
    }

    /// <summary>The row's id in the source.</summary>
    public DataViewRowId Id(long position) => Reach(position) ? _ids[(int)(position - _start)] : throw Shorter(position);

    /// <summary>What the model says of the row.</summary>
    public TRow Value(long position)
    {
        if (!Reach(position))
            throw Shorter(position);
        _values ??= _mapping.Model(_texts, _pairs, _mapping.BatchSize);
        return _values[(int)(position - _start)];
    }

    public void Dispose() => _cursor.Dispose();

    private void ReadWindow(long position)
    {
        _texts.Clear();
        _pairs?.Clear();
        _ids.Clear();
        _values = null;
        // Rows nobody asked a score of are passed over unread.
        while (_read < position && MoveNext())
        {
        }

        _start = _read;
        ReadOnlyMemory<char> text = default;
        DataViewRowId id = default;
        while (_texts.Count < _window && MoveNext())
        {
            _getters[0](ref text);
            _texts.Add(text.ToString());
            if (_pairs is not null)
            {
                _getters[1](ref text);
                _pairs.Add(text.ToString());
            }

            _getId(ref id);
            _ids.Add(id);
        }

        _window = Math.Max(LargestWindow, _mapping.BatchSize);
    }

    private bool MoveNext()
    {
        if (!_ended && _cursor.MoveNext())
        {
            _read++;
            return true;
        }

        _ended = true;
        return false;
    }

    private static EarlyBertException Shorter(long position) =>
        new($"The data source gave no row {position + 1} when it was read a second time; use a source that gives the same rows each time, or ml.Data.Cache it.");
}
