namespace EarlyBert.Tasks;

/// <summary>The columns that were read from a table, row by row.</summary>
public sealed class DelimitedColumns
{
    private readonly IReadOnlyList<IReadOnlyList<string>> _columns;

    internal DelimitedColumns(IReadOnlyList<IReadOnlyList<string>> columns, IReadOnlyList<long> lines, int skippedRows)
    {
        _columns = columns;
        Lines = lines;
        SkippedRows = skippedRows;
    }

    /// <summary>Number of rows; the header is none.</summary>
    public int RowCount => Lines.Count;

    /// <summary>The line of the file, from 1, on which each row starts.</summary>
    public IReadOnlyList<long> Lines { get; }

    /// <summary>Rows that were passed over because they have too few fields; see <see cref="DelimitedOptions.SkipShortRows"/>.</summary>
    public int SkippedRows { get; }

    /// <summary>The fields of a column, one a row, numbered in the order in which the columns were asked for.</summary>
    public IReadOnlyList<string> this[int column] => _columns[column];
}
