using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>Short ways to what tests compare.</summary>
internal static class Gather
{
    public static Prediction[] Predictions(MLContext context, IDataView view) =>
        context.Data.CreateEnumerable<Prediction>(view, reuseRowObject: false, ignoreMissingColumns: true).ToArray();

    public static string[] Values(DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return values.DenseValues().Select(value => value.ToString()).ToArray();
    }

    public static string Value(DataViewSchema.Column column, string annotation)
    {
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(annotation, ref value);
        return value.ToString();
    }

    /// <summary>The first exception of ours in a chain of inner exceptions: ML.NET wraps what a loader throws.</summary>
    public static EarlyBertException Ours(Exception? fault)
    {
        while (fault is not null and not EarlyBertException)
            fault = fault.InnerException;
        return Assert.IsType<EarlyBertException>(fault);
    }
}
