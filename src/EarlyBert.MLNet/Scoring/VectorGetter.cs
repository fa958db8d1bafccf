using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Scoring;

/// <summary>Gives the model's vector as it is.</summary>
internal static class VectorGetter
{
    public static ValueGetter<VBuffer<float>> Of(Func<float[]> current) => (ref VBuffer<float> destination) =>
    {
        var values = current();
        var editor = VBufferEditor.Create(ref destination, values.Length);
        values.CopyTo(editor.Values);
        destination = editor.Commit();
    };
}
