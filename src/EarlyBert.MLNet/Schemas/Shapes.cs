using Microsoft.ML;

namespace EarlyBert.MLNet.Schemas;

/// <summary>
/// The shape of a schema. <c>SchemaShape.Create</c> is internal in ML.NET; a loader estimator computes the same through public API:
/// its output shape is that of its loader's schema, passed through the estimators after it.
/// </summary>
internal static class Shapes
{
    public static SchemaShape Of(DataViewSchema schema) => new FixedLoader(schema).Append(new Identity()).GetOutputSchema();

    /// <summary>The shape after the columns of <paramref name="added"/> have been appended to <paramref name="input"/>.</summary>
    public static SchemaShape Append(SchemaShape input, DataViewSchema added)
    {
        var columns = input.ToDictionary(column => column.Name);
        foreach (var column in Of(added))
            columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    private sealed class FixedLoader(DataViewSchema schema) : IDataLoader<object>
    {
        public DataViewSchema GetOutputSchema() => schema;

        public IDataView Load(object input) => throw new NotSupportedException();

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }

    private sealed class Identity : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new NotSupportedException();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
