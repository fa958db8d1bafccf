using EarlyBert;
using EarlyBert.MLNet;

namespace Microsoft.ML;

/// <summary>Looking at data views.</summary>
public static class EarlyBertDataView
{
    /// <summary>Rows of a table at most.</summary>
    private const int MostRows = 1000;

    /// <summary>The first rows as a table: HTML in notebooks, aligned text on consoles. Keys show their values; hidden columns are left out.</summary>
    /// <param name="view">The data view; its first rows are read, and what they need is computed.</param>
    /// <param name="rows">How many, 1 to 1000.</param>
    /// <exception cref="EarlyBertException"><paramref name="rows"/> is out of range.</exception>
    public static DataViewTable ToTable(this IDataView view, int rows = 10)
    {
        ArgumentNullException.ThrowIfNull(view);
        return rows is < 1 or > MostRows ? throw new EarlyBertException($"{nameof(rows)} is {rows}; a table can have 1 to {MostRows}.") : new DataViewTable(view, rows);
    }
}
