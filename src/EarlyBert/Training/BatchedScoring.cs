using System.Runtime.InteropServices;
using EarlyBert.Bert;
using EarlyBert.Text;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>Runs a model over tokenised rows without gradients: in batches sorted by length, so that little of them is padding.</summary>
internal static class BatchedScoring
{
    /// <summary>Receives what the model says of one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">Its numbers, padding's included; gone after the call.</param>
    public delegate void RowReader(int row, ReadOnlySpan<float> values);

    /// <summary>Hands every row's numbers on, in the order of the rows' lengths.</summary>
    /// <param name="source">Makes batches of the rows.</param>
    /// <param name="batchSize">Rows a forward pass.</param>
    /// <param name="compute">The numbers of a batch, Float32 (B, ...).</param>
    /// <param name="read">Receives them.</param>
    public static void Run(BatchSource source, int batchSize, Func<BertInput, Tensor> compute, RowReader read)
    {
        using var guard = no_grad();
        foreach (var rows in LengthBuckets.InOrderOfLength(source.Store, batchSize))
        {
            using var scope = NewDisposeScope();
            var values = compute(source.Input(rows)).cpu().contiguous();                                    // (B, ...)
            var flat = MemoryMarshal.Cast<byte, float>(values.bytes);
            var width = flat.Length / rows.Length;
            for (var i = 0; i < rows.Length; i++)
                read(rows[i], flat.Slice(i * width, width));
        }
    }

    /// <summary>Every row's numbers, in the order of the rows.</summary>
    /// <inheritdoc cref="Run(BatchSource, int, Func{BertInput, Tensor}, RowReader)"/>
    public static float[][] Run(BatchSource source, int batchSize, Func<BertInput, Tensor> compute)
    {
        var results = new float[source.Store.Count][];
        Run(source, batchSize, compute, (row, values) => results[row] = values.ToArray());
        return results;
    }
}
