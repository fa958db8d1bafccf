using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Pretraining;

/// <summary>
/// Pre-training by early-bird ticket (paper section 4.3): search for a few hundred steps of phase 1, draw, prune the random weights,
/// which is the rewind, and train the small network for 80 % of the steps; or one of the runs it is compared with.
/// </summary>
public sealed class BertPretraining
{
    private readonly IReadOnlyList<ExampleStore> _stores;
    private readonly Vocabulary _vocabulary;
    private readonly PretrainingOptions _options;
    private readonly RunMonitor _report;
    private readonly Device _device;
    private readonly TokenMasking _masking;
    private readonly BertConfig _config;
    private readonly IReadOnlyDictionary<string, Tensor>? _pretrained;
    private readonly IReadOnlyList<PretrainingStage> _stages;
    private readonly Checkpoints? _checkpoints;
    private readonly string _data;
    private readonly CancellationToken _cancellationToken;
    private DateTime _lastCheckpoint = DateTime.UtcNow;

    private BertPretraining(IReadOnlyList<ExampleStore> stores, Vocabulary vocabulary, PretrainingOptions options, PretrainedBert? start, string? checkpoints, RunMonitor report, CancellationToken cancellationToken)
    {
        (_stores, _vocabulary, _options, _report, _cancellationToken) = (stores, vocabulary, options, report, cancellationToken);
        _device = EarlyBertRuntime.ChooseDevice(options.GpuDeviceId, options.FallbackToCpu, warning => report.Say(TrainingStage.Prepare, warning, isWarning: true));
        EarlyBertRuntime.UseThreads(options.Threads);
        _masking = new TokenMasking(vocabulary, options.MaskedShare, options.WholeWordMasking);
        _config = (start?.Config ?? BertConfig.FromName(options.Model) with { VocabSize = vocabulary.Count, PadTokenId = vocabulary.PaddingId }) with
        {
            Labels = [],
            ProblemType = null,
            LabelThresholds = null,
            Answers = null,
            HiddenDropoutProb = options.Dropout,
            AttentionProbsDropoutProb = options.Dropout,
            InitializerRange = options.InitializerRange,
        };
        _pretrained = start?.Tensors;
        _stages = PretrainingStage.Of(options, _config, StepsPerEpoch(0));
        _checkpoints = checkpoints is null ? null : new Checkpoints(checkpoints, options.KeepCheckpoints);
        _data = string.Join('+', stores.Select(store => store.Manifest.Hash));
    }

    /// <summary>Pre-trains a BERT on prepared examples.</summary>
    /// <param name="stores">The examples of each phase; a store may serve both.</param>
    /// <param name="vocabulary">The stores' vocabulary.</param>
    /// <param name="options">The run; validated first.</param>
    /// <param name="checkpoints">Folder of the checkpoints; null: none are written.</param>
    /// <param name="resume">Go on from the newest checkpoint in that folder, if there is one.</param>
    /// <param name="progress">Receives reports, on the training thread.</param>
    /// <param name="cancellationToken">Checked at every step; a checkpoint is written before the run ends.</param>
    /// <returns>The model with its heads, the ticket and what they cost; dispose it.</returns>
    /// <exception cref="EarlyBertException">Options, data or a checkpoint are at fault, another process trains into the folder, the disk is full, or the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PretrainingResult Run(IReadOnlyList<ExampleStore> stores, Vocabulary vocabulary, PretrainingOptions options, string? checkpoints = null, bool resume = false,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stores);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options = options.Clone();
        using var start = options.Pretrained is { } folder ? HuggingFaceFolder.Load(folder, pretrainingHeads: true) : null;
        Check(stores, vocabulary, options, start);
        using var held = checkpoints is null ? null : FileLock.Hold(checkpoints);
        return new BertPretraining(stores, vocabulary, options, start, checkpoints, new RunMonitor(progress), cancellationToken).Run(resume);
    }

    private static void Check(IReadOnlyList<ExampleStore> stores, Vocabulary vocabulary, PretrainingOptions options, PretrainedBert? start)
    {
        if (stores.Count != options.Phases.Count)
            throw new ArgumentException($"There are {stores.Count} stores for {options.Phases.Count} phases; give one for each.", nameof(stores));
        if (start is not null && start.Vocabulary.Sha256 != vocabulary.Sha256)
            throw new EarlyBertException($"'{options.Pretrained}' has another vocabulary than the examples; prepare them with its vocab.txt.");
        for (var i = 0; i < stores.Count; i++)
        {
            var (store, phase) = (stores[i], options.Phases[i]);
            if (store.Manifest.VocabularySha256 != vocabulary.Sha256)
                throw new EarlyBertException($"The store of phase {i + 1} was made with another vocabulary ({store.Manifest.VocabularySha256[..12]}, given {vocabulary.Sha256[..12]}); prepare it again with this one.");
            if (store.Manifest.MaxTokens > phase.MaxTokens)
                throw new EarlyBertException($"The store of phase {i + 1} has examples of up to {store.Manifest.MaxTokens} word pieces, the phase allows {phase.MaxTokens}; prepare it with --max-tokens {phase.MaxTokens}.");
            if (store.Train.Count == 0)
                throw new EarlyBertException($"The store of phase {i + 1} has no training examples; prepare it from more text.");
        }

        var positions = start?.Config.MaxPositionEmbeddings ?? new BertConfig().MaxPositionEmbeddings;
        if (options.Phases.FirstOrDefault(phase => phase.MaxTokens > positions) is { } tooLong)
            throw new EarlyBertException($"A phase has MaxTokens {tooLong.MaxTokens}, but the model has {positions} positions; use at most {positions}.");
    }

    private PretrainingResult Run(bool resume)
    {
        using var from = resume ? _checkpoints?.Latest(_options.Recipe(), _data, warning => _report.Say(TrainingStage.Prepare, warning, isWarning: true)) : null;
        var ticket = from?.State.Ticket ?? (_options.Strategy == Strategy.Random ? RandomTicket.Draw(_config, _options.Draw, _options.Seed) : null);
        var record = from?.Search is { } recorded ? recorded with { KeptHeads = _config.KeptHeads, KeptNeurons = _config.KeptNeurons } : null;
        var first = from?.State.Stage ?? 0;
        if (from is not null)
        {
            _report.Restore(from.State.Totals);
            _report.Say(TrainingStage.Prepare, $"Going on from '{from.Path}'.");
        }

        IReadOnlyDictionary<string, Tensor>? weights = from?.Part("model.");
        IReadOnlyDictionary<string, double> metrics = new Dictionary<string, double>();
        for (var index = first; index < _stages.Count; index++)
        {
            var stage = _stages[index];
            var start = index == first ? from : null;
            EarlyBertRuntime.GiveBackMemory();
            using var model = Build(stage, ticket, weights);
            if (stage.Kind == TrainingStage.Search)
            {
                (ticket, record) = Search(model, index, start);
                weights = null; // The rewind: training starts where the search started.
                WriteCheckpoint(index + 1, 0, [], ticket, record);
                continue;
            }

            metrics = Train(model, index, start, ticket, record);
            weights = StateDict.Copy(model);
            WriteCheckpoint(index + 1, 0, Named("model.", weights), ticket, record);
        }

        if (first == _stages.Count && SourceOf(_stages[^1].Phase, heldOut: true) is { } heldOut)
        {
            // It was stopped after its last step: only the scores are missing.
            var last = _stages[^1];
            using var model = Build(last, ticket, weights);
            metrics = Evaluate(model, heldOut, last.Steps, (double)last.Steps / StepsPerEpoch(last.Phase), last.Phase);
        }

        return Result(weights!, ticket, record, metrics);
    }

    /// <summary>The model of a stage: with given weights, or with those before the first step, pruned to the ticket.</summary>
    private BertForPreTraining Build(PretrainingStage stage, EarlyBirdTicket? ticket, IReadOnlyDictionary<string, Tensor>? weights)
    {
        var coefficients = stage.Kind == TrainingStage.Search || (ticket is not null && _options.Draw.KeepCoefficients);
        var config = ConfigOf(ticket);
        var model = new BertForPreTraining(config, coefficients, _options.Seed);
        if (weights is { Count: > 0 })
        {
            StateDict.Load(model, weights, "the checkpoint");
        }
        else
        {
            using var whole = new BertForPreTraining(_config);
            BertInitialization.Initialize(whole, _config, _options.Seed);
            if (_options.FrequencyBias)
                StartAtFrequencies(whole);
            if (_pretrained is not null)
                StateDict.Load(whole, _pretrained, _options.Pretrained!, name => name.StartsWith("cls.", StringComparison.Ordinal), name => !name.StartsWith("bert.", StringComparison.Ordinal));
            var initial = StateDict.Copy(whole);
            var pruned = ticket is null ? null : StructuredPruning.Prune(initial, config, _config);
            StateDict.Load(model, pruned ?? initial, "the initial weights", name => name.EndsWith("slimming_coef", StringComparison.Ordinal));
            foreach (var tensor in initial.Values.Concat(pruned?.Values ?? []))
                tensor.Dispose();
        }

        model.to(_device);
        return model;
    }

    /// <summary>With the pieces' frequencies for the decoder's bias a model need not spend its first thousands of steps on learning them.</summary>
    private void StartAtFrequencies(BertForPreTraining model)
    {
        using var guard = no_grad();
        using var frequencies = tensor(PieceFrequencies.Logarithms(_stores[0].Train, _vocabulary.Count));
        model.named_parameters().Single(pair => pair.name == BertForPreTraining.DecoderBias).parameter.copy_(frequencies);
    }

    private BertConfig ConfigOf(EarlyBirdTicket? ticket) => ticket?.Prune(_config) ?? _config;

    private (EarlyBirdTicket Ticket, SearchRecord Record) Search(BertForPreTraining model, int index, Checkpoints.Loaded? from)
    {
        var search = new TicketSearch(model.Bert, _options.Search, _options.Draw, StepsPerEpoch(0), from?.Search);
        var diverged = false;
        RunStage(model, index, from, search.AddPenaltyGradients, (step, _) =>
        {
            var goesOn = search.Observe(step);
            if (!diverged && MaskDistance.Divergence(search.Trace) is { } point)
            {
                diverged = true;
                _report.Say(TrainingStage.Search, $"The neuron masks change again at step {point.Step} (distance {point.Neurons:0.00} to the mask before); the paper saw that in late searches, so draw earlier.", isWarning: true);
            }

            return goesOn;
        }, null, () => search.Result);

        using var stage = _report.Begin(TrainingStage.Draw);
        var record = search.Result;
        var ticket = TicketDrawing.Draw(_config, record, _options.Draw) with { Schedule = _options.Search.Schedule.ToString(), Seed = _options.Seed, DataHash = _stores[0].Manifest.Hash };
        foreach (var warning in ticket.Warnings)
            _report.Say(TrainingStage.Draw, warning, isWarning: true);
        return (ticket, record);
    }

    private IReadOnlyDictionary<string, double> Train(BertForPreTraining model, int index, Checkpoints.Loaded? from, EarlyBirdTicket? ticket, SearchRecord? record)
    {
        var stage = _stages[index];
        var source = SourceOf(stage.Phase, heldOut: true);
        IReadOnlyDictionary<string, double> metrics = new Dictionary<string, double>();
        RunStage(model, index, from, null, (step, epoch) =>
        {
            if (source is not null && (step % _options.EvaluateEvery == 0 || step == stage.Steps))
                metrics = Evaluate(model, source, step, epoch, stage.Phase);

            return true;
        }, ticket, () => record);
        return metrics;
    }

    private IReadOnlyDictionary<string, double> Evaluate(BertForPreTraining model, PretrainingBatchSource heldOut, int step, double epoch, int phase)
    {
        using var evaluation = _report.Begin(TrainingStage.Evaluate);
        var metrics = HeldOutEvaluation.Run(model, heldOut, _options.EvaluationExamples);
        _report.Metrics(metrics, epoch, step, phase + 1);
        return metrics;
    }

    private void RunStage(BertForPreTraining model, int index, Checkpoints.Loaded? from, Action? addPenaltyGradients, Func<int, double, bool> observe, EarlyBirdTicket? ticket, Func<SearchRecord?> record)
    {
        var stage = _stages[index];
        var phase = _options.Phases[stage.Phase];
        var first = from?.State.Step ?? 0;
        var perEpoch = StepsPerEpoch(stage.Phase);
        model.train();
        using var optimizer = OptimizerOf(model);
        if (first > 0)
            optimizer.Restore(from!.Part("optimizer."), first);
        var trainer = new Trainer<PretrainingBatch>(batch => Loss(model, batch), optimizer, stage.Schedule.At, _options.ClipNorm, phase.Accumulation)
        {
            AddPenaltyGradients = addPenaltyGradients,
            LogEvery = _options.LogEvery,
            BeforeStep = step => SeedStep(model, index, step),
        };
        using var report = _report.Begin(stage.Kind, stage.Steps, perEpoch, stage.Phase + 1, first);
        var done = first;
        void Save() => WriteCheckpoint(index, done, Named("model.", StateDict.Of(model)).Concat(Named("optimizer.", optimizer.State)), ticket, record());
        try
        {
            trainer.Run(
                SourceOf(stage.Phase, heldOut: false)!.From((long)first * phase.Accumulation),
                stage.Steps,
                step =>
                {
                    done = step.Step;
                    report.Step(step);
                    var goesOn = observe(done, (double)done / perEpoch);
                    if (goesOn && done < stage.Steps && IsCheckpointDue(done))
                        Save();
                    return goesOn;
                },
                _cancellationToken,
                first);
        }
        catch (OperationCanceledException) when (done > first)
        {
            Save();
            throw;
        }

        model.eval();
    }

    /// <summary>Mean cross-entropy of the masked words, plus that of the next sentence.</summary>
    internal static Tensor Loss(BertForPreTraining model, PretrainingBatch batch)
    {
        var (words, nextSentence) = model.call(batch.Input);
        return nn.functional.cross_entropy(words, batch.Words).add(nn.functional.cross_entropy(nextSentence, batch.NextSentence));
    }

    /// <summary>Dropout's masks are a function of the step, so that a checkpoint need not hold a generator's state.</summary>
    private void SeedStep(BertForPreTraining model, int stage, int step)
    {
        model.DropoutPosition = ((ulong)stage << 56) | ((ulong)step << 24);
        if (_device.type != DeviceType.CPU && _options.Dropout > 0)
            manual_seed(unchecked(((long)_options.Seed * 1_000_003) + ((long)stage << 40) + step));
    }

    private Optimizer OptimizerOf(BertForPreTraining model) => _options.Optimizer == PretrainingOptimizer.Lamb
        ? new Lamb(model.named_parameters(), _options.WeightDecay, beta2: _options.Beta2)
        : new AdamW(model.named_parameters(), _options.WeightDecay, beta2: _options.Beta2, epsilon: 1e-6);

    private int StepsPerEpoch(int phase) => (int)Math.Clamp(_stores[phase].Train.Count / _options.Phases[phase].BatchSize, 1, int.MaxValue);

    private PretrainingBatchSource? SourceOf(int phase, bool heldOut)
    {
        var examples = heldOut ? _stores[phase].HeldOut : _stores[phase].Train;
        return examples.Count == 0 ? null : new PretrainingBatchSource(examples, _vocabulary, _masking, _device, _options.Phases[phase].MicroBatchSize, _options.Seed + phase);
    }

    private bool IsCheckpointDue(int step) => _checkpoints is not null
        && ((_options.CheckpointSteps > 0 && step % _options.CheckpointSteps == 0)
            || (_options.CheckpointMinutes > 0 && DateTime.UtcNow - _lastCheckpoint >= TimeSpan.FromMinutes(_options.CheckpointMinutes)));

    private void WriteCheckpoint(int stage, int step, IEnumerable<KeyValuePair<string, Tensor>> tensors, EarlyBirdTicket? ticket, SearchRecord? record)
    {
        _checkpoints?.Write(new CheckpointState { Recipe = _options.Recipe(), Data = _data, Stage = stage, Step = step, Ticket = ticket, Totals = _report.Totals }, tensors, record);
        _lastCheckpoint = DateTime.UtcNow;
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Named(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(pair => KeyValuePair.Create(prefix + pair.Key, pair.Value));

    private PretrainingResult Result(IReadOnlyDictionary<string, Tensor> weights, EarlyBirdTicket? ticket, SearchRecord? record, IReadOnlyDictionary<string, double> metrics)
    {
        var usual = new BertConfig();
        var config = ConfigOf(ticket) with { HiddenDropoutProb = usual.HiddenDropoutProb, AttentionProbsDropoutProb = usual.AttentionProbsDropoutProb };
        var folded = CoefficientFolding.Fold(weights).ToDictionary(pair => pair.Key, pair => pair.Value.cpu());
        foreach (var tensor in weights.Values)
            tensor.Dispose();
        var seconds = _report.Seconds;
        var busy = Math.Max(1e-9, seconds["search"] + seconds["train"]);
        return new PretrainingResult
        {
            Model = new PretrainedBert(config, _vocabulary, _stores[0].Manifest.LowerCase, _options.Phases[^1].MaxTokens, folded),
            Ticket = ticket,
            Search = record,
            Options = _options,
            Metrics = metrics,
            History = _report.History,
            Seconds = seconds,
            GradientSeconds = _report.GradientSeconds,
            ProcessorSeconds = _report.ProcessorSeconds,
            Steps = _report.Steps,
            ExamplesPerSecond = _report.Rows / busy,
            TokensPerSecond = _report.Tokens / busy,
            InputShare = _report.InputSeconds / busy,
        };
    }
}
