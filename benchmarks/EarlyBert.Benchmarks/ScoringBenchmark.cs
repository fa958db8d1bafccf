using System.Diagnostics;
using EarlyBert.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Benchmarks;

/// <summary>
/// SST-2's dev sentences, from text to scores: through Transform, one at a time through a prediction engine, and by ONNX Runtime on
/// the same weights; the dense model and a pruned, folded one. Speed does not depend on what the weights learned, so they learn little.
/// </summary>
internal static class ScoringBenchmark
{
    public static void Run(Settings settings)
    {
        var table = new ResultTable(
            settings, "scoring", "model", "one at a time, rows/s", "Transform, rows/s", "Transform / one at a time", "to dense", "ONNX Runtime one at a time, rows/s", "ONNX Runtime batches, rows/s", "Transform / ONNX Runtime");
        if (PyTorch.Missing is { } reason)
            Console.Error.WriteLine($"ONNX Runtime is not measured, PyTorch exports its graph: {reason}.");
        EarlyBertRuntime.UseThreads(settings.Threads);
        var texts = Sst2.Dev(settings).Texts.Take(settings.Quick ? 64 : int.MaxValue).ToArray();
        foreach (var (name, scratch) in new[] { ("L2 H128", "tiny"), ("L4 H256", "mini") })
        {
            var dense = Measure(settings, table, $"{name} dense", scratch, Strategy.Dense, texts, dense: null);
            Measure(settings, table, $"{name} pruned", scratch, Strategy.Random, texts, dense);
        }

        table.Print();
    }

    private static double Measure(Settings settings, ResultTable table, string name, string scratch, Strategy strategy, string[] texts, double? dense)
    {
        var ml = new MLContext(seed: 42);
        using var model = Train(settings, ml, scratch, strategy);
        var view = ml.Data.LoadFromEnumerable(texts.Select(text => new Row { Text = text }));
        var engine = ml.Model.CreatePredictionEngine<Row, Scored>(model);
        using var onnx = PyTorch.Missing is null ? Onnx(settings, model.Classifier, $"{scratch}-{strategy}") : null;

        var (single, batched, onnxSingle, onnxBatched) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            batched.Add(Rate(texts, () => model.Transform(view).GetColumn<float[]>("Score").Count()));
            single.Add(Rate(texts, () => texts.Count(text => engine.Predict(new Row { Text = text }).Score.Length > 0)));
            if (onnx is null)
                continue;
            onnxBatched.Add(Rate(texts, () => onnx.Score(texts, batchSize: 32)));
            onnxSingle.Add(Rate(texts, () => texts.Sum(text => onnx.Score([text], batchSize: 1))));
        }

        var rate = Statistics.Median(batched);
        double? onnxRate = onnx is null ? null : Statistics.Median(onnxBatched);
        table.Add(
            name, Statistics.Median(single), rate, rate / Statistics.Median(single), rate / dense, onnx is null ? null : Statistics.Median(onnxSingle), onnxRate, rate / onnxRate);
        return rate;
    }

    private static EarlyBertClassifierTransformer Train(Settings settings, MLContext ml, string scratch, Strategy strategy)
    {
        var few = Sst2.Train(settings);
        var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 64).Select(i => new Row { Text = few.Texts[i], Label = few.Labels[i].ToString() }));
        var options = Sst2.Options(settings, scratch, strategy);
        options.Train.Epochs = 1;
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.EarlyBertClassifier(new EarlyBertClassifierOptions { EarlyBert = options }));
        return pipeline.Fit(rows).LastTransformer;
    }

    private static OnnxClassifier Onnx(Settings settings, TextClassifier classifier, string name)
    {
        var (folder, graph) = (settings.Scratch(name), settings.Scratch(name + ".onnx"));
        classifier.Save(folder);
        PyTorch.ExportOnnx(settings, folder, graph);
        return new OnnxClassifier(graph, classifier, settings.Threads);
    }

    /// <summary>Rows a second, after a warm pass.</summary>
    private static double Rate(string[] texts, Func<int> pass)
    {
        pass();
        var clock = Stopwatch.StartNew();
        var rows = pass();
        var seconds = clock.Elapsed.TotalSeconds;
        return rows == texts.Length ? rows / seconds : throw new EarlyBertException($"{rows} of {texts.Length} rows were scored.");
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
