using System.Diagnostics;
using System.Globalization;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports;
using EarlyBert.Cli.Reports.TensorBoard;
using EarlyBert.Pretraining;
using EarlyBert.Text;
using EarlyBert.Weights;
using Microsoft.ML;

namespace EarlyBert.Cli.Training;

/// <summary>Learns the vocabulary, prepares the examples, pre-trains, and leaves in the run's folder every file that a later command reads.</summary>
internal static class PretrainRun
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static ResultFile Run(PretrainRequest request, Terminal terminal)
    {
        var folder = new RunFolder(request.Out);
        using var held = FileLock.Hold(folder.Root);
        var clock = Stopwatch.StartNew();
        var (vocabulary, lowerCase) = Vocabulary(request, folder, terminal);
        var stores = new Dictionary<string, ExampleStore>();
        try
        {
            var phases = Stores(request, vocabulary, lowerCase, folder, stores, terminal);
            var prepared = clock.Elapsed.TotalSeconds;
            if (!request.Resume || !File.Exists(folder.Options)) // A run that is not gone on with, because it had another recipe, keeps its own.
                RunFolder.WriteText(folder.Options, request.Options.ToJson());
            using var metrics = new MetricsFile(folder.Metrics, append: request.Resume && Checkpoints.AreIn(folder.Checkpoints));
            using var board = request.TensorBoard ? new TensorBoardLog(folder.TensorBoard) : null;
            using var run = ProgressDisplay.Show(terminal, "", display =>
                BertPretraining.Run(phases, vocabulary, request.Options, folder.Checkpoints, request.Resume, new Listeners([metrics, display, .. board is null ? [] : new IProgress<TrainingProgress>[] { board }]), terminal.Cancellation));
            var result = Save(request, folder, run, phases[0].Manifest, prepared);
            RunReport.TryWrite(folder, terminal);
            return result;
        }
        finally
        {
            foreach (var store in stores.Values)
                store.Dispose();
        }
    }

    private static (Vocabulary Vocabulary, bool LowerCase) Vocabulary(PretrainRequest request, RunFolder folder, Terminal terminal)
    {
        if (request.Options.Pretrained is { } pretrained)
        {
            var model = HuggingFaceFolder.ReadOutline(pretrained);
            return (model.Vocabulary, model.LowerCase);
        }

        if (request.Vocabulary is { } path)
            return (Text.Vocabulary.Load(path), request.LowerCase);
        if (request.Resume && File.Exists(folder.Vocabulary))
            return (Text.Vocabulary.Load(folder.Vocabulary), request.LowerCase);
        var clock = Stopwatch.StartNew();
        var learned = VocabularyTrainer.Train(CorpusReader.Lines(request.Text, terminal.Cancellation), request.VocabularySize, request.LowerCase, terminal.Cancellation);
        learned.Save(folder.Vocabulary);
        terminal.Out.WriteLine(string.Create(Invariant, $"vocabulary: {learned.Count:#,0} entries learned in {clock.Elapsed.TotalSeconds:0.0} s"));
        return (learned, request.LowerCase);
    }

    /// <summary>The examples of each phase: given folders, or prepared in the run's own; phases of one length share them.</summary>
    private static IReadOnlyList<ExampleStore> Stores(PretrainRequest request, Vocabulary vocabulary, bool lowerCase, RunFolder folder, Dictionary<string, ExampleStore> open, Terminal terminal)
    {
        var phases = new List<ExampleStore>();
        for (var i = 0; i < request.Options.Phases.Count; i++)
        {
            var length = request.Options.Phases[i].MaxTokens;
            var directory = request.Examples.Count > 0 ? request.Examples[Math.Min(i, request.Examples.Count - 1)] : folder.Examples(length);
            if (!open.TryGetValue(directory, out var store))
            {
                if (request.Examples.Count == 0 && !(request.Resume && ExampleStore.Exists(directory)))
                    Prepare(request, vocabulary, lowerCase, directory, length, terminal);
                open[directory] = store = ExampleStore.Open(directory, vocabulary);
            }

            phases.Add(store);
        }

        return phases;
    }

    private static void Prepare(PretrainRequest request, Vocabulary vocabulary, bool lowerCase, string directory, int length, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var options = new ExampleStoreOptions { MaxTokens = length, HeldOutShare = request.HeldOutShare, Seed = request.Options.Seed };
        var manifest = ExampleStore.Prepare(CorpusReader.Documents(request.Text, terminal.Cancellation), vocabulary, lowerCase, directory, options, null, terminal.Cancellation);
        terminal.Out.WriteLine(string.Create(Invariant,
            $"examples: {manifest.TrainExamples:#,0} of up to {length} pieces from {manifest.Documents:#,0} documents, {manifest.HeldOutExamples:#,0} held out, {manifest.Tokens:#,0} tokens, in {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    /// <summary>Saves everything, the result last: where it lies the run is complete.</summary>
    private static ResultFile Save(PretrainRequest request, RunFolder folder, PretrainingResult run, ExampleStoreManifest data, double prepareSeconds)
    {
        var model = run.Model;
        RunFolder.WriteText(folder.Options, run.Options.ToJson());
        model.Save(folder.Model);
        SavePipeline(folder, request.Options.Seed);
        folder.WriteTicket(run.Ticket, run.Search, run.Options.Draw);
        var result = ResultFile.Of(run, data, prepareSeconds);
        RunFolder.WriteJson(folder.Result, result);
        return result;
    }

    /// <summary>The encoder as an ML.NET pipeline: a text's embedding.</summary>
    private static void SavePipeline(RunFolder folder, int seed)
    {
        var ml = new MLContext(seed);
        var data = ml.Data.LoadFromEnumerable(Array.Empty<TextRow>());
        using var pipeline = ml.Transforms.EarlyBertFeaturizer("Features", nameof(TextRow.Text), folder.Model).Fit(data);
        AtomicFile.Write(folder.Pipeline, stream => ml.Model.Save(pipeline, data.Schema, stream));
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }
}
