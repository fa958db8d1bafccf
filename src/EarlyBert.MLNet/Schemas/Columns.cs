using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Schemas;

/// <summary>Finds the columns that we read, and says in one sentence what is wrong with them.</summary>
internal static class Columns
{
    /// <summary>A scalar text column of a schema.</summary>
    /// <param name="schema">Where to look.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="option">The option that named it, for the message.</param>
    public static DataViewSchema.Column Text(DataViewSchema schema, string name, string option)
    {
        var column = Find(schema, name, option);
        return column.Type is TextDataViewType ? column : throw NotText(name, column.Type.ToString() ?? "", option);
    }

    /// <summary>A key column of a schema.</summary>
    public static DataViewSchema.Column Key(DataViewSchema schema, string name, string option)
    {
        var column = Find(schema, name, option);
        return column.Type is KeyDataViewType ? column : throw NotKey(name, column.Type.ToString() ?? "");
    }

    /// <summary>A column that says of each of several labels whether a row has it: a vector of known size of Boolean or Single.</summary>
    public static DataViewSchema.Column Indicators(DataViewSchema schema, string name, string option)
    {
        var column = Find(schema, name, option);
        return column.Type is VectorDataViewType { IsKnownSize: true } vector && (vector.ItemType is BooleanDataViewType || vector.ItemType.Equals(NumberDataViewType.Single))
            ? column
            : throw NotIndicators(name, column.Type.ToString() ?? "");
    }

    /// <summary>Whether a column is a vector, and so has labels by slot.</summary>
    public static bool IsVector(DataViewSchema schema, string name) => schema.GetColumnOrNull(name)?.Type is VectorDataViewType;

    /// <summary>A scalar column of <see cref="float"/>.</summary>
    public static DataViewSchema.Column Number(DataViewSchema schema, string name, string option)
    {
        var column = Find(schema, name, option);
        return column.Type.Equals(NumberDataViewType.Single) ? column : throw NotNumber(name, column.Type.ToString() ?? "");
    }

    /// <summary>A scalar column of <see cref="int"/>.</summary>
    public static DataViewSchema.Column Index(DataViewSchema schema, string name, string option)
    {
        var column = Find(schema, name, option);
        return column.Type.Equals(NumberDataViewType.Int32) ? column : throw NotIndex(name, column.Type.ToString() ?? "");
    }

    /// <summary>A column of any type.</summary>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string option) =>
        schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Where(column => !column.IsHidden).Select(column => column.Name), option);

    /// <summary>Checks that a shape has a scalar text column.</summary>
    public static void RequireText(SchemaShape shape, string name, string option)
    {
        var column = Find(shape, name, option);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType)
            throw NotText(name, Describe(column), option);
    }

    /// <summary>Checks that a shape has a scalar key column, or a vector that has labels by slot, and returns it.</summary>
    public static SchemaShape.Column RequireLabel(SchemaShape shape, string name, string option)
    {
        var column = Find(shape, name, option);
        if (column.Kind == SchemaShape.Column.VectorKind.Vector && !column.IsKey && (column.ItemType is BooleanDataViewType || column.ItemType == NumberDataViewType.Single))
            return column;
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw NotIndicators(name, Describe(column));
        return column.IsKey ? column : throw NotKey(name, Describe(column));
    }

    /// <summary>Checks that a shape has a scalar column of <see cref="float"/>.</summary>
    public static void RequireNumber(SchemaShape shape, string name, string option)
    {
        var column = Find(shape, name, option);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || !column.ItemType.Equals(NumberDataViewType.Single))
            throw NotNumber(name, Describe(column));
    }

    /// <summary>Checks that a shape has a scalar column of <see cref="int"/>.</summary>
    public static void RequireIndex(SchemaShape shape, string name, string option)
    {
        var column = Find(shape, name, option);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || !column.ItemType.Equals(NumberDataViewType.Int32))
            throw NotIndex(name, Describe(column));
    }

    /// <summary>Checks that a shape has the text columns.</summary>
    public static void RequireTexts(SchemaShape shape, EarlyBertTextOptions options)
    {
        RequireText(shape, options.TextColumnName, nameof(options.TextColumnName));
        if (options.TextPairColumnName is not null)
            RequireText(shape, options.TextPairColumnName, nameof(options.TextPairColumnName));
    }

    private static SchemaShape.Column Find(SchemaShape shape, string name, string option)
    {
        foreach (var column in shape)
        {
            if (column.Name == name)
                return column;
        }

        throw Missing(name, shape.Select(column => column.Name), option);
    }

    private static string Describe(SchemaShape.Column column) =>
        column.Kind == SchemaShape.Column.VectorKind.Scalar ? column.ItemType.ToString() ?? "" : $"Vector<{column.ItemType}>";

    private static EarlyBertException Missing(string name, IEnumerable<string> present, string option) =>
        new($"There is no column '{name}'; the data has {string.Join(", ", present.Select(column => $"'{column}'"))}: set {option} to one of them.");

    private static EarlyBertException NotText(string name, string type, string option) =>
        new($"Column '{name}' is of type {type}, and the text has to be a single String: set {option} to a text column.");

    private static EarlyBertException NotIndicators(string name, string type) =>
        new($"Column '{name}' is of type {type}, and the label has to be a key, or a vector of known size of Boolean or Single that has 1 in the slots of a row's labels: convert it with ml.Transforms.Conversion.ConvertType or MapValueToKey.");

    private static EarlyBertException NotNumber(string name, string type) =>
        new($"Column '{name}' is of type {type}, and the label has to be a single Single: append the regressor to ml.Transforms.Conversion.ConvertType(\"{name}\").");

    private static EarlyBertException NotIndex(string name, string type) =>
        new($"Column '{name}' is of type {type}, and an answer's place has to be a single Int32: append ml.Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Int32) first.");

    private static EarlyBertException NotKey(string name, string type) =>
        new($"Column '{name}' is of type {type}, and the label has to be a key: append the classifier to ml.Transforms.Conversion.MapValueToKey(\"{name}\").");
}
