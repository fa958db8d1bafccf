using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>Gives values of the current row as a vector.</summary>
internal static class VectorGetter
{
    public static ValueGetter<VBuffer<T>> Of<T>(Func<T[]> current) => (ref VBuffer<T> destination) =>
    {
        var values = current();
        var editor = VBufferEditor.Create(ref destination, values.Length);
        values.CopyTo(editor.Values);
        destination = editor.Commit();
    };
}
