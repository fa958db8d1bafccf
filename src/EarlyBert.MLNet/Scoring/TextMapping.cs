using EarlyBert.MLNet.Schemas;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>
/// What every transformer is: a map from one or two text columns to something a row, from which the added columns are read. It
/// gives the lazy, batched view for <c>Transform</c> and the row mapper for prediction engines.
/// </summary>
internal abstract record TextMapping
{
    /// <summary>Column of the first text.</summary>
    public required string TextColumnName { get; init; }

    /// <summary>Column of the second text, or null.</summary>
    public string? TextPairColumnName { get; init; }

    /// <summary>The columns that are added.</summary>
    public required DataViewSchema Added { get; init; }

    /// <summary>Rows a forward pass.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The input's columns, then the added ones.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema input)
    {
        TextColumns(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(Added);
        return builder.ToSchema();
    }

    /// <summary>The text columns of the input: one or two.</summary>
    public DataViewSchema.Column[] TextColumns(DataViewSchema input)
    {
        var text = Columns.Text(input, TextColumnName, "the text column's name");
        return TextPairColumnName is null ? [text] : [text, Columns.Text(input, TextPairColumnName, "the second text column's name")];
    }

    public abstract IDataView Transform(IDataView input);

    public abstract IRowToRowMapper MapRows(DataViewSchema input);
}

/// <inheritdoc cref="TextMapping"/>
/// <typeparam name="TRow">What the model says of a row.</typeparam>
internal sealed record TextMapping<TRow> : TextMapping where TRow : class
{
    /// <summary>Runs a model on texts: one value a row, in the order given. Called from several threads at once.</summary>
    public delegate IReadOnlyList<TRow> TextModel(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, int batchSize);

    /// <summary>Makes the getter of an added column from the way to what the model says of the current row.</summary>
    public delegate Delegate ColumnGetter(int addedColumn, Func<TRow> current);

    /// <summary>The model.</summary>
    public required TextModel Model { get; init; }

    /// <summary>Reads an added column from what the model says.</summary>
    public required ColumnGetter Getter { get; init; }

    public override IDataView Transform(IDataView input) => new ScoredView<TRow>(this, input);

    public override IRowToRowMapper MapRows(DataViewSchema input) => new RowMapper<TRow>(this, input);

    /// <summary>The getter of an added column, or the two faults that ML.NET's own getters know.</summary>
    public ValueGetter<TValue> AddedGetter<TValue>(int addedColumn, Func<TRow> current) =>
        Getter(addedColumn, current) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{Added[addedColumn].Name}' holds {Added[addedColumn].Type.RawType}, not {typeof(TValue)}.");
}
