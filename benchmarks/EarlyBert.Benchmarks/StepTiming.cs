using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EarlyBert.Bert;
using EarlyBert.Pretraining;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert.Benchmarks;

/// <summary>One way of timing training steps: a model size and a file of batches. Both sides take it as command-line arguments.</summary>
internal sealed record StepTiming(string Batches, int Layers, int Hidden, int Vocabulary, int Steps, int Warmup)
{
    /// <summary>File of ids that the whole data set contains; null: any id may come.</summary>
    public string? UsedIds { get; init; }

    /// <summary>Pre-training: every seventh token is predicted, and the label as next sentence. Otherwise the label alone.</summary>
    public bool Pretraining { get; init; }

    /// <summary>Seconds of every measured step on our side, in a process of its own.</summary>
    public double[] Ours(Settings settings) => Seconds(Child.RunSelf(
        ["step-worker", JsonSerializer.Serialize(this), settings.Threads.ToString(CultureInfo.InvariantCulture)]));

    /// <summary>The same of plain PyTorch.</summary>
    public double[] PyTorchAsInstalled(Settings settings) => Seconds(PyTorch.AsInstalled(settings, "step.py", Arguments));

    /// <summary>The same of plain PyTorch, tuned.</summary>
    public double[] PyTorchTuned(Settings settings) => Seconds(PyTorch.Tuned(settings, "step.py", Arguments));

    /// <summary>Our side of the measurement: the product's trainer, model and optimizer. Prints one JSON line.</summary>
    public void Work(int threads)
    {
        EarlyBertRuntime.UseThreads(threads);
        var batches = TrainingBatches.Read(Batches);
        var used = UsedIds is null ? null : File.ReadAllLines(UsedIds).Select(line => int.Parse(line, CultureInfo.InvariantCulture));
        var compact = used is null ? null : CompactVocabulary.Of(used, Vocabulary, padId: 0);
        var config = new BertConfig
        {
            VocabSize = compact?.Count ?? Vocabulary,
            NumHiddenLayers = Layers,
            HiddenSize = Hidden,
            NumAttentionHeads = Hidden / 64,
            IntermediateSize = 4 * Hidden,
            Labels = ["0", "1"],
        };
        var clock = Pretraining ? TimePretraining(config, batches) : TimeClassification(config, batches, compact);
        Console.WriteLine(JsonSerializer.Serialize(new { seconds = clock.Skip(1).Zip(clock, (end, start) => end - start).Skip(Warmup) }));
    }

    private List<double> TimeClassification(BertConfig config, List<IdBatch> batches, CompactVocabulary? compact)
    {
        using var model = new BertForSequenceClassification(config, dropoutSeed: 42);
        return Time<TrainingBatch>(model, config, batch => nn.functional.cross_entropy(model.call(batch.Input), batch.Labels), step => ToTensors(batches[step % batches.Count], compact));
    }

    private List<double> TimePretraining(BertConfig config, List<IdBatch> batches)
    {
        using var model = new BertForPreTraining(config, dropoutSeed: 42);
        return Time(model, config, batch => BertPretraining.Loss(model, batch), step => ToMaskedTensors(batches[step % batches.Count]));
    }

    private List<double> Time<TBatch>(nn.Module model, BertConfig config, Func<TBatch, Tensor> loss, Func<int, TBatch> batch) where TBatch : ITrainingBatch
    {
        BertInitialization.Initialize(model, config, seed: 42);
        model.train();
        using var optimizer = new AdamW(model.named_parameters());
        var trainer = new Trainer<TBatch>(loss, optimizer, new LinearSchedule(2e-5, Warmup + Steps).At, clipNorm: 1);
        var clock = new List<double> { 0 };
        trainer.Run(
            Enumerable.Range(0, Warmup + Steps).Select(step => (Func<TBatch>)(() => batch(step))),
            Warmup + Steps,
            step =>
            {
                clock.Add(step.Seconds);
                return true;
            },
            CancellationToken.None);
        return clock;
    }

    private string[] Arguments =>
    [
        "--batches", Batches, "--layers", $"{Layers}", "--hidden", $"{Hidden}", "--vocabulary", $"{Vocabulary}", "--steps", $"{Steps}", "--warmup", $"{Warmup}",
        .. Pretraining ? new[] { "--pretraining" } : [],
    ];

    private static double[] Seconds(JsonNode line) => line["seconds"].Deserialize<double[]>()!;

    private static TrainingBatch ToTensors(IdBatch batch, CompactVocabulary? compact)
    {
        long[] shape = [batch.Rows, batch.Columns];
        var ids = Array.ConvertAll(batch.Ids, id => (long)(compact?.NewId(id) ?? id));
        float[]? mask = null;
        if (batch.Lengths.Any(length => length < batch.Columns))
        {
            mask = new float[ids.Length];
            for (var row = 0; row < batch.Rows; row++)
                mask.AsSpan(row * batch.Columns, batch.Lengths[row]).Fill(1);
        }

        return new TrainingBatch(
            new BertInput(tensor(ids, shape), mask is null ? null : tensor(mask, shape)),
            tensor(Array.ConvertAll(batch.Labels, label => (long)label)),
            batch.Rows,
            batch.Lengths.Sum());
    }

    private static PretrainingBatch ToMaskedTensors(IdBatch batch)
    {
        long[] shape = [batch.Rows, batch.Columns];
        var masked = Enumerable.Range(0, batch.Columns).Where(column => column % 7 == 3).ToArray();
        var read = Enumerable.Range(0, batch.Rows).SelectMany(row => masked.Prepend(0).Select(column => ((long)row * batch.Columns) + column)).ToArray();
        var places = Enumerable.Range(0, batch.Rows).SelectMany(row => Enumerable.Range(1, masked.Length).Select(slot => ((long)row * (masked.Length + 1)) + slot)).ToArray();
        var words = Enumerable.Range(0, batch.Rows).SelectMany(row => masked.Select(column => (long)batch.Ids[(row * batch.Columns) + column])).ToArray();
        var input = new BertInput(tensor(Array.ConvertAll(batch.Ids, id => (long)id), shape), null, zeros(shape, dtype: ScalarType.Int64));
        return new PretrainingBatch(new PretrainingInput(input, tensor(read), tensor(places)), tensor(words), tensor(Array.ConvertAll(batch.Labels, label => (long)label)), batch.Rows, batch.Lengths.Sum());
    }
}
