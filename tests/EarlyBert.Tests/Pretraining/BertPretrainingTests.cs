using EarlyBert.Pretraining;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Weights;
using TorchSharp;

namespace EarlyBert.Tests.Pretraining;

/// <summary>Whole runs on a toy corpus: strategies, checkpoints, resuming.</summary>
public sealed class BertPretrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Vocabulary _vocabulary;
    private readonly ExampleStore _store;

    public BertPretrainingTests()
    {
        var random = new SeededRandom(11);
        var documents = Enumerable.Range(0, 60).Select(d => (IReadOnlyList<string>)Enumerable.Range(0, 6)
            .Select(_ => string.Join(' ', Enumerable.Range(0, 9).Select(_ => $"word{(d % 5 * 8) + random.NextInt(8)}")) + ".").ToArray()).ToArray();
        _vocabulary = VocabularyTrainer.Train(documents.SelectMany(document => document), 128);
        ExampleStore.Prepare(documents, _vocabulary, lowerCase: true, _folder.PathOf("store"), new ExampleStoreOptions { MaxTokens = 32, HeldOutShare = 0.1 });
        _store = ExampleStore.Open(_folder.PathOf("store"), _vocabulary);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private static PretrainingOptions Options(Strategy strategy = Strategy.EarlyBird) => new()
    {
        Strategy = strategy,
        Model = "L2-H32-A2",
        Phases = [new() { MaxTokens = 32, BatchSize = 16, MicroBatchSize = 8, Steps = 20, LearningRate = 2e-3 }, new() { MaxTokens = 32, BatchSize = 8, MicroBatchSize = 8, Steps = 10, LearningRate = 1e-3 }],
        Search = new SearchOptions { Schedule = DrawSchedule.AtStep(10), RecordedMasks = 5 },
        CheckpointMinutes = 0,
        EvaluateEvery = 10,
        LogEvery = 5,
    };

    private PretrainingResult Run(PretrainingOptions options, string? checkpoints = null, bool resume = false, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default) =>
        BertPretraining.Run([_store, _store], _vocabulary, options, checkpoints is null ? null : _folder.PathOf(checkpoints), resume, progress, ct);

    /// <summary>Every file of a folder of checkpoints but its lock.</summary>
    private IEnumerable<string> FilesOf(string checkpoints) => Directory.GetFiles(_folder.PathOf(checkpoints)).Where(path => Path.GetFileName(path) != FileLock.Name);

    [Fact]
    public void Run_EarlyBird_SearchesDrawsAndTrains80Percent()
    {
        using var result = Run(Options());

        Assert.Equal(10 + 16 + 8, result.Steps);
        Assert.Equal([1, 1], result.Ticket!.KeptHeads.Select(layer => layer.Count));
        Assert.Equal(179, result.Ticket.KeptNeurons.Sum(layer => layer.Count)); // 30 % of 256 is 76.8
        Assert.Equal(10, result.Ticket.Step);
        Assert.Equal([0, 2, 4, 6, 8, 10], result.Search!.Steps);
        Assert.Equal(["mlm_loss", "mlm_accuracy", "perplexity", "nsp_accuracy"], result.Metrics.Keys);
        Assert.Equal(Math.Exp(result.Metrics["mlm_loss"]), result.Metrics["perplexity"], 1e-9);
        Assert.DoesNotContain(result.Model.Tensors.Keys, name => name.EndsWith("slimming_coef", StringComparison.Ordinal));
        Assert.Contains("cls.predictions.transform.dense.weight", result.Model.Tensors.Keys);
    }

    [Theory]
    [InlineData(Strategy.Dense, 30, false)]
    [InlineData(Strategy.Random, 24, true)]
    [InlineData(Strategy.Matched, 25, false)]
    public void Run_OtherStrategies_TrainTheirSteps(Strategy strategy, int steps, bool pruned)
    {
        using var result = Run(Options(strategy));

        Assert.InRange(result.Steps, steps - 2, steps + 2);
        Assert.Equal(pruned, result.Ticket is not null);
        Assert.Equal(pruned, result.Model.Config.KeptHeads is not null);
    }

    [Theory]
    [InlineData(PretrainingOptimizer.AdamW)]
    [InlineData(PretrainingOptimizer.Lamb)]
    public void Run_MoreSteps_LearnsTheWords(PretrainingOptimizer optimizer)
    {
        var options = Options(Strategy.Dense);
        options.Optimizer = optimizer;
        options.Phases = [new() { MaxTokens = 32, BatchSize = 32, MicroBatchSize = 32, Steps = 150, LearningRate = optimizer == PretrainingOptimizer.Lamb ? 5e-2 : 5e-3 }];
        options.EvaluateEvery = 150;
        using var result = BertPretraining.Run([_store], _vocabulary, options);

        // 40 words of equal frequency cost ln 40 = 3.7 nats by guessing; a text has 8 of them, ln 8 = 2.1.
        Assert.InRange(result.Metrics["mlm_loss"], 0, optimizer == PretrainingOptimizer.Lamb ? 3.6 : 3);
    }

    [Fact]
    public void Run_FrequencyBias_BeginsWithTheWordsFrequencies()
    {
        var options = Options(Strategy.Dense);
        options.LogEvery = 1;
        double First()
        {
            using var result = Run(options);
            return result.History.First(report => report.Loss is not null).Loss!.Value;
        }

        var zeros = First();
        options.FrequencyBias = true;
        var frequencies = First();

        // Of 128 entries, ln 128 = 4.9 nats, the texts hold 40 words and a full stop, about ln 40 = 3.7; ln 2 = 0.7 comes on top for the next sentence.
        Assert.InRange(zeros, 5.3, 5.9);
        Assert.InRange(frequencies, 3.8, 4.8);
    }

    [Fact]
    public void Run_GoingOnFromAFolder_KeepsThePretrainingHeads()
    {
        using (var first = Run(Options()))
            first.Model.Save(_folder.PathOf("model"));
        var options = Options(Strategy.Dense);
        options.Pretrained = _folder.PathOf("model");
        options.Phases = [new() { MaxTokens = 32, BatchSize = 16, MicroBatchSize = 16, Steps = 1, LearningRate = 1e-9 }];
        options.WeightDecay = 0;
        using var second = BertPretraining.Run([_store], _vocabulary, options);
        using var whole = HuggingFaceFolder.Load(_folder.PathOf("model"), pretrainingHeads: true);

        Assert.All(whole.Tensors, pair => Assert.True(pair.Value.allclose(second.Model.Tensors[pair.Key], atol: 1e-6), pair.Key));
        Assert.Equal(whole.Config.KeptNeurons, second.Model.Config.KeptNeurons);
    }

    [Fact]
    public void Run_SavedFolder_LoadsAsAnyPretrainedModel()
    {
        using var result = Run(Options());
        result.Model.Save(_folder.PathOf("model"));
        using var loaded = HuggingFaceFolder.Load(_folder.PathOf("model"));

        Assert.Equal(result.Model.Config.KeptNeurons, loaded.Config.KeptNeurons);
        foreach (var (name, tensor) in loaded.Tensors)
            Assert.True(tensor.equal(result.Model.Tensors[name]).all().item<bool>(), name);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(17)]
    [InlineData(29)]
    public void Run_InterruptedAndResumed_GivesTheSameBits(int stopAfter)
    {
        using var whole = Run(Options());
        using var stop = new CancellationTokenSource();
        var seen = 0;
        var options = Options();
        options.LogEvery = 1;
        var watch = new Listener(report =>
        {
            if (report.Loss is not null && ++seen == stopAfter)
                stop.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => Run(options, "checkpoints", progress: watch, ct: stop.Token).Dispose());
        using var resumed = Run(options, "checkpoints", resume: true);

        Assert.Equal(whole.Steps, resumed.Steps);
        Assert.Equal(whole.Ticket!.KeptNeurons, resumed.Ticket!.KeptNeurons);
        Assert.Equal(whole.Metrics, resumed.Metrics);
        foreach (var (name, tensor) in whole.Model.Tensors)
            Assert.True(tensor.equal(resumed.Model.Tensors[name]).all().item<bool>(), name);
    }

    [Fact]
    public void Run_WhereAnotherRunTrains_IsRefusedAndHarmsNothing()
    {
        var options = Options(Strategy.Dense);
        options.CheckpointSteps = 5;
        EarlyBertException? refused = null;
        var second = new Listener(report =>
        {
            if (report.Loss is not null && refused is null)
                refused = Assert.Throws<EarlyBertException>(() => Run(options, "checkpoints", resume: true));
        });

        using var first = Run(options, "checkpoints", progress: second);
        using var again = Run(options, "checkpoints", resume: true);

        Assert.Contains("Another run is training into", refused!.Message);
        Assert.Equal(first.Metrics, again.Metrics);
    }

    [SkippableFact]
    public void Run_FullDisk_StopsAndKeepsTheCheckpointBefore()
    {
        var options = Options(Strategy.Dense);
        options.CheckpointSteps = 5;
        using var whole = Run(options, "elsewhere");
        var size = new DirectoryInfo(_folder.PathOf("elsewhere")).GetFiles().Max(file => file.Length);
        using var disk = new SmallDisk(_folder.PathOf("checkpoints"), $"{size * 3 / 2 / 1024}k");

        var fault = Assert.Throws<EarlyBertException>(() => Run(options, "checkpoints"));

        Assert.Contains("The disk is full", fault.Message);
        Assert.Contains(disk.Root, fault.Message);
        var kept = Assert.Single(FilesOf("checkpoints"));
        Assert.Equal("checkpoint-0-00000005.safetensors", Path.GetFileName(kept));
        Directory.CreateDirectory(_folder.PathOf("larger"));
        File.Copy(kept, Path.Combine(_folder.PathOf("larger"), Path.GetFileName(kept)));
        using var resumed = Run(options, "larger", resume: true);
        foreach (var (name, tensor) in whole.Model.Tensors)
            Assert.True(tensor.equal(resumed.Model.Tensors[name]).all().item<bool>(), name);
    }

    [Fact]
    public void Run_CheckpointEverySteps_KeepsTheLast()
    {
        var options = Options();
        (options.CheckpointSteps, options.KeepCheckpoints) = (2, 3);
        Run(options, "checkpoints").Dispose();

        var files = FilesOf("checkpoints").Select(Path.GetFileName).Order();
        Assert.Equal(["checkpoint-2-00000004.safetensors", "checkpoint-2-00000006.safetensors", "checkpoint-3-00000000.safetensors"], files);
    }

    [Fact]
    public void Run_NewestCheckpointDamaged_GoesOnFromTheOneBefore()
    {
        var options = Options();
        options.CheckpointSteps = 2;
        using var whole = Run(options, "checkpoints");
        var newest = FilesOf("checkpoints").Order().Last();
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^100]);
        var warnings = new List<string>();
        using var resumed = Run(options, "checkpoints", resume: true, new Listener(report => warnings.AddRange(report.IsWarning ? [report.Message!] : [])));

        Assert.Contains(warnings, warning => warning.Contains(Path.GetFileName(newest), StringComparison.Ordinal));
        foreach (var (name, tensor) in whole.Model.Tensors)
            Assert.True(tensor.equal(resumed.Model.Tensors[name]).all().item<bool>(), name);
    }

    [Fact]
    public void Run_CheckpointOfAnotherRecipe_SaysWhatDiffers()
    {
        Run(Options(), "checkpoints").Dispose();
        var other = Options();
        other.WeightDecay = 0.1;
        other.Phases[0].LearningRate = 1e-4;
        var fault = Assert.Throws<EarlyBertException>(() => Run(other, "checkpoints", resume: true));

        Assert.Contains("WeightDecay was 0.01, is 0.1", fault.Message);
        Assert.Contains("Phases[0].LearningRate", fault.Message);
    }

    [Fact]
    public void Run_AnotherVocabulary_IsRefused()
    {
        var other = Vocabulary.FromTokens([.. Vocabulary.SpecialTokens, "a"]);

        Assert.Contains("another vocabulary", Assert.Throws<EarlyBertException>(() => BertPretraining.Run([_store, _store], other, Options())).Message);
    }

    [Fact]
    public void Run_TwoHundredSteps_MemoryStaysFlat()
    {
        var options = Options(Strategy.Dense);
        options.Phases = [new() { MaxTokens = 32, BatchSize = 8, MicroBatchSize = 8, Steps = 250 }];
        var live = new List<long>();
        options.LogEvery = 50;
        BertPretraining.Run([_store], _vocabulary, options, progress: new Listener(report =>
        {
            if (report.Loss is not null)
                live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        })).Dispose();

        Assert.Equal(live[1], live[^1]);
    }

    [Fact]
    public void Validate_ManyFaults_NamesAll()
    {
        var options = new PretrainingOptions { MaskedShare = 1, Model = "huge", Phases = [new() { BatchSize = 10, MicroBatchSize = 3 }], KeepCheckpoints = 0 };
        var message = Assert.Throws<EarlyBertException>(options.Validate).Message;

        foreach (var name in new[] { "MaskedShare", "'huge'", "Phase 1.MicroBatchSize", "KeepCheckpoints" })
            Assert.Contains(name, message);
    }

    [Theory]
    [InlineData("paper-base", 12, 4, 7038, 1563)]
    [InlineData("paper-large", 24, 6, 7038, 1563)]
    public void FromRecipe_Paper_HasThePapersNumbers(string name, int layers, int prunedHeads, int first, int second)
    {
        var options = PretrainingOptions.FromRecipe(name);
        var config = EarlyBert.Bert.BertConfig.FromName(options.Model);

        options.Validate();
        Assert.Equal(layers, config.NumHiddenLayers);
        Assert.Equal(prunedHeads, Math.Round(options.Draw.HeadRatio * config.NumAttentionHeads));
        Assert.Equal([(128, 65536, 6e-3, first, 0.2843), (512, 32768, 4e-3, second, 0.128)], options.Phases.Select(p => (p.MaxTokens, p.BatchSize, p.LearningRate, p.Steps, p.WarmupFraction)));
        Assert.Equal((0.3, 0.8, DrawSchedule.AtStep(400)), (options.Draw.NeuronRatio, options.TicketSteps, options.Search.Schedule));
        var stages = PretrainingStage.Of(options, config, 1_000_000);
        Assert.Equal([400, 5630, 1250], stages.Select(stage => stage.Steps));
    }

    private sealed class Listener(Action<TrainingProgress> hear) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => hear(value);
    }
}
