using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>Runs a model over texts: in batches sorted by length, the windows of one text averaged, the results in the order of the texts.</summary>
internal static class TextScoring
{
    /// <summary>A vector for each text.</summary>
    /// <param name="inputs">The texts.</param>
    /// <param name="source">Makes batches of their rows.</param>
    /// <param name="batchSize">Rows a forward pass.</param>
    /// <param name="compute">From inputs to vectors, (B, ...) to (B, C).</param>
    public static float[][] Run(TextInputs inputs, BatchSource source, int batchSize, Func<BertInput, Tensor> compute)
    {
        var results = BatchedScoring.Run(source, batchSize, compute);
        return inputs.TextCount == results.Length ? results : [.. Enumerable.Range(0, inputs.TextCount).Select(text => Mean(results.AsSpan(inputs.RowsOf(text))))];
    }

    /// <summary>Probabilities of a classifier's logits: of one class among them all, or of each label by itself.</summary>
    public static Tensor Probabilities(Tensor logits, bool isMultiLabel) => isMultiLabel ? logits.sigmoid() : nn.functional.softmax(logits, -1);

    private static float[] Mean(ReadOnlySpan<float[]> windows)
    {
        if (windows.Length == 1)
            return windows[0];
        var mean = new float[windows[0].Length];
        foreach (var window in windows)
        {
            for (var i = 0; i < mean.Length; i++)
                mean[i] += window[i] / windows.Length;
        }

        return mean;
    }
}
