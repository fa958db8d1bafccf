using EarlyBert.MLNet.Schemas;
using EarlyBert.Tasks;
using Microsoft.ML;

namespace EarlyBert.MLNet.Fitting;

/// <summary>Rows with a number each. One that is not finite is a missing one.</summary>
internal sealed class ScoredRows(EarlyBertRegressorOptions options, TextRowReader reader)
{
    /// <param name="data">The rows.</param>
    /// <param name="name">What to call them in messages.</param>
    public ScoredTexts Read(IDataView data, string name)
    {
        var label = Columns.Number(data.Schema, options.LabelColumnName, nameof(options.LabelColumnName));
        var rows = reader.Read(data, label, cursor => Getter(cursor, label), name, wanted: "number");
        return new ScoredTexts(rows.Texts, rows.Pairs, rows.Labels);
    }

    private static LabelGetter<float> Getter(DataViewRowCursor cursor, DataViewSchema.Column label)
    {
        var getter = cursor.GetGetter<float>(label);
        return (out float number) =>
        {
            number = 0;
            getter(ref number);
            return float.IsFinite(number);
        };
    }
}
