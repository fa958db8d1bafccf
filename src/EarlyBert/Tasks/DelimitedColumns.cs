namespace EarlyBert.Tasks;

/// <summary>The columns that were read from a table, row by row.</summary>
public sealed class DelimitedColumns
{
    private readonly IReadOnlyList<IReadOnlyList<string>> _columns;

    internal DelimitedColumns(IReadOnlyList<IReadOnlyList<string>> columns, IReadOnlyList<long> lines)
    {
        _columns = columns;
        Lines = lines;
    }

    /// <summary>Number of rows; the header is none.</summary>
    public int RowCount => Lines.Count;

    /// <summary>The line of the file, from 1, on which each row starts.</summary>
    public IReadOnlyList<long> Lines { get; }

    /// <summary>The fields of a column, one a row, numbered in the order in which the columns were asked for.</summary>
    public IReadOnlyList<string> this[int column] => _columns[column];
}
