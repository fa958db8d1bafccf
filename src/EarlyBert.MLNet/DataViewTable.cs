using System.Globalization;
using EarlyBert.Display;
using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet;

/// <summary>The first rows of a data view, for people: a table in notebooks, aligned text on consoles. Made by <see cref="EarlyBertDataView.ToTable"/>.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed class DataViewTable : IDisplay
{
    /// <summary>Letters of a cell at most.</summary>
    private const int MostLetters = 100;

    /// <summary>Values of a vector at most.</summary>
    private const int MostValues = 4;

    private readonly DataTable _table;

    internal DataViewTable(IDataView view, int rows)
    {
        DataViewSchema.Column[] columns = [.. view.Schema.Where(column => !column.IsHidden)];
        var cells = new List<string[]>();
        using var cursor = view.GetRowCursor(columns);
        var readers = Array.ConvertAll(columns, column => Reader(cursor, column));
        while (cells.Count < rows && cursor.MoveNext())
            cells.Add(Array.ConvertAll(readers, read => SafeText.Shorten(read(), MostLetters)));
        _table = new DataTable("", [.. columns.Select(column => $"{column.Name} ({Describe(column.Type)})")], cells);
    }

    /// <summary>The table as aligned text.</summary>
    public override string ToString() => _table.ToText();

    Html IDisplay.Display() => _table.ToHtml();

    private static string Describe(DataViewType type) => type switch
    {
        VectorDataViewType vector => $"{Describe(vector.ItemType)}[{(vector.Size > 0 ? vector.Size : "")}]",
        KeyDataViewType => "key",
        _ => type.RawType == typeof(ReadOnlyMemory<char>) ? "text" : type.RawType.Name,
    };

    /// <summary>Reads a cell of the cursor's row as text.</summary>
    private static Func<string> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        var names = column.Type is KeyDataViewType && column.Annotations.Schema.GetColumnOrNull(ClassNames.KeyValues) is not null ? ClassNames.Of(column).Names : null;
        Func<DataViewRow, DataViewSchema.Column, IReadOnlyList<string>?, Func<string>> make = column.Type is VectorDataViewType ? Vector<int> : Single<int>;
        var method = make.Method.GetGenericMethodDefinition();
        return (Func<string>)method.MakeGenericMethod(item.RawType).Invoke(null, [row, column, names])!;
    }

    private static Func<string> Single<T>(DataViewRow row, DataViewSchema.Column column, IReadOnlyList<string>? names)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return Text(value, names);
        };
    }

    private static Func<string> Vector<T>(DataViewRow row, DataViewSchema.Column column, IReadOnlyList<string>? names)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        var buffer = default(VBuffer<T>);
        return () =>
        {
            getter(ref buffer);
            var shown = buffer.DenseValues().Take(MostValues).Select(value => Text(value, names));
            return string.Join(", ", buffer.Length > MostValues ? shown.Append("…") : shown);
        };
    }

    private static string Text<T>(T value, IReadOnlyList<string>? names) => value switch
    {
        IConvertible key when names is not null => key.ToInt32(CultureInfo.InvariantCulture) is >= 1 and var number && number <= names.Count ? names[number - 1] : "",
        float number => number.ToString("G3", CultureInfo.InvariantCulture),
        double number => number.ToString("G3", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
