using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>Maps one row at a time, for prediction engines.</summary>
internal sealed class RowMapper<TRow> : IRowToRowMapper where TRow : class
{
    private readonly TextMapping<TRow> _mapping;

    public RowMapper(TextMapping<TRow> mapping, DataViewSchema input)
    {
        _mapping = mapping;
        InputSchema = input;
        OutputSchema = mapping.GetOutputSchema(input);
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new HashSet<int>();
        foreach (var column in dependingColumns)
        {
            if (column.Index < InputSchema.Count)
                needed.Add(column.Index);
            else
                needed.UnionWith(_mapping.TextColumns(InputSchema).Select(text => text.Index));
        }

        return InputSchema.Where(column => needed.Contains(column.Index)).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (!ReferenceEquals(input.Schema, InputSchema))
            throw new ArgumentException("The row is of another schema than the mapper was made for.", nameof(input));
        return new MappedRow<TRow>(_mapping, OutputSchema, input, activeColumns.Select(column => column.Index).ToHashSet());
    }
}
