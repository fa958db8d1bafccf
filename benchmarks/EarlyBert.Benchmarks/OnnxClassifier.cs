using EarlyBert.Text;
using Microsoft.ML.OnnxRuntime;

namespace EarlyBert.Benchmarks;

/// <summary>The same classifier in ONNX Runtime: our word pieces and batches in order of length, its graph.</summary>
internal sealed class OnnxClassifier : IDisposable
{
    private static readonly string[] _inputs = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly InferenceSession _session;
    private readonly SentenceEncoder _encoder;
    private readonly RunOptions _run = new();

    public OnnxClassifier(string graph, TextClassifier classifier, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(graph, options);
        _encoder = new SentenceEncoder(new WordPiece(classifier.Vocabulary), classifier.MaxTokens);
    }

    /// <summary>Scores the texts and returns how many there were.</summary>
    public int Score(IReadOnlyList<string> texts, int batchSize)
    {
        var store = TokenStore.Build(_encoder, texts);
        return LengthBuckets.InOrderOfLength(store, batchSize).Sum(rows => Score(store, rows));
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private int Score(TokenStore store, int[] rows)
    {
        var columns = rows.Max(store.Length);
        var (ids, mask, types) = (new long[rows.Length * columns], new long[rows.Length * columns], new long[rows.Length * columns]);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = store.Ids(rows[i]);
            for (var t = 0; t < row.Length; t++)
                (ids[(i * columns) + t], mask[(i * columns) + t]) = (row[t], 1);
        }

        long[] shape = [rows.Length, columns];
        using var idValues = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValues = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typeValues = OrtValue.CreateTensorValueFromMemory(types, shape);
        using var results = _session.Run(_run, _inputs, [idValues, maskValues, typeValues], ["logits"]);
        return results[0].GetTensorDataAsSpan<float>().Length / 2;
    }
}
