using System.Diagnostics;
using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Pretraining;

/// <summary>What a run would cost, before it begins.</summary>
public sealed record PretrainingPlan
{
    // Forward and backward take three times the forward's multiplications, and a multiplication comes with an addition.
    private const double FlopsPerMultiplication = 6;

    /// <summary>Search (where the strategy has one) and phases, in order.</summary>
    public required IReadOnlyList<PlannedStage> Stages { get; init; }

    /// <summary>Numbers in the unpruned model, heads included.</summary>
    public required long Parameters { get; init; }

    /// <summary>
    /// Bytes that the largest stage takes, about: weights, gradients and two moments, and the activations of one forward pass.
    /// </summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Word pieces of all stages, padding included.</summary>
    public double Tokens => Stages.Sum(stage => stage.Tokens);

    /// <summary>Floating-point operations of all stages.</summary>
    public double Flops => Stages.Sum(stage => stage.Flops);

    /// <summary>One stage of a plan.</summary>
    /// <param name="Name"><c>search</c>, <c>phase 1</c> or <c>phase 2</c>.</param>
    /// <param name="Steps">Optimizer steps.</param>
    /// <param name="BatchSize">Examples a step.</param>
    /// <param name="MaxTokens">Word pieces an example.</param>
    /// <param name="Flops">Floating-point operations, forward and backward, every layer whole.</param>
    public sealed record PlannedStage(string Name, int Steps, int BatchSize, int MaxTokens, double Flops)
    {
        /// <summary>Word pieces, padding included.</summary>
        public double Tokens => (double)Steps * BatchSize * MaxTokens;
    }

    /// <summary>The plan of a run.</summary>
    /// <param name="options">The run; validated first.</param>
    /// <param name="vocabularySize">Entries of its vocabulary; a run that goes on from a folder has that folder's.</param>
    /// <param name="stepsPerEpoch">Steps of phase 1 that go once through the data, for schedules that count in epochs. Default: phase 1's steps.</param>
    /// <exception cref="EarlyBertException">Options are out of range.</exception>
    public static PretrainingPlan Of(PretrainingOptions options, int vocabularySize, int? stepsPerEpoch = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var config = ConfigOf(options, vocabularySize);
        var pruned = options.Strategy is Strategy.EarlyBird or Strategy.Random ? RandomTicket.Draw(config, options.Draw, options.Seed).Prune(config) : config;
        return new PretrainingPlan
        {
            Stages =
            [
                .. PretrainingStage.Of(options, config, stepsPerEpoch ?? options.Phases[0].Steps).Select(stage =>
                {
                    var (phase, isSearch) = (options.Phases[stage.Phase], stage.Kind == TrainingStage.Search);
                    var perToken = PretrainingStage.MultiplicationsPerToken(isSearch ? config : pruned, options, phase.MaxTokens);
                    return new PlannedStage(isSearch ? "search" : $"phase {stage.Phase + 1}", stage.Steps, phase.BatchSize, phase.MaxTokens,
                        FlopsPerMultiplication * perToken * stage.Steps * phase.BatchSize * phase.MaxTokens);
                }),
            ],
            Parameters = ParametersOf(config),
            MemoryBytes = (16 * ParametersOf(config)) + options.Phases.Max(phase => ActivationBytes(config, phase, options.MaskedShare)),
        };
    }

    /// <summary>Floating-point operations a second of this machine on the plan's dense model: a small forward and backward pass, timed.</summary>
    /// <param name="options">The run.</param>
    /// <param name="vocabularySize">Entries of its vocabulary.</param>
    public static double MeasureFlopsPerSecond(PretrainingOptions options, int vocabularySize)
    {
        ArgumentNullException.ThrowIfNull(options);
        var device = EarlyBertRuntime.ChooseDevice(options.GpuDeviceId, options.FallbackToCpu);
        EarlyBertRuntime.UseThreads(options.Threads);
        var config = ConfigOf(options, vocabularySize);
        var phase = options.Phases[0];
        var rows = Math.Min(phase.MicroBatchSize, 8);
        var masked = (int)Math.Max(1, phase.MaxTokens * options.MaskedShare);
        using var model = new BertForPreTraining(config);
        BertInitialization.Initialize(model, config, options.Seed);
        model.to(device);
        model.train();
        Pass();
        var clock = Stopwatch.StartNew();
        var passes = 0;
        for (; passes < 2 || clock.Elapsed.TotalSeconds < 1; passes++)
            Pass();
        var multiplications = PretrainingStage.MultiplicationsPerToken(config, options, phase.MaxTokens);
        return FlopsPerMultiplication * multiplications * rows * phase.MaxTokens * passes / clock.Elapsed.TotalSeconds;

        void Pass()
        {
            using var scope = NewDisposeScope();
            var slots = Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, masked + 1).Select(t => ((long)row * phase.MaxTokens) + t)).ToArray();
            var places = Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(1, masked).Select(t => ((long)row * (masked + 1)) + t)).ToArray();
            var ids = ones([rows, phase.MaxTokens], dtype: ScalarType.Int64, device: device);
            var (words, next) = model.call(new PretrainingInput(new BertInput(ids), tensor(slots, device: device), tensor(places, device: device)));
            var loss = nn.functional.cross_entropy(words, ones(places.Length, dtype: ScalarType.Int64, device: device)).add(nn.functional.cross_entropy(next, zeros(rows, dtype: ScalarType.Int64, device: device)));
            loss.backward();
            loss.cpu().item<float>();
            foreach (var parameter in model.parameters())
                parameter.grad = null;
        }
    }

    private static BertConfig ConfigOf(PretrainingOptions options, int vocabularySize) =>
        options.Pretrained is { } folder ? HuggingFaceFolder.ReadConfig(folder) : BertConfig.FromName(options.Model) with { VocabSize = vocabularySize };

    private static long ParametersOf(BertConfig config)
    {
        long hidden = config.HiddenSize;
        var layers = Enumerable.Range(0, config.NumHiddenLayers).Sum(layer =>
        {
            long attention = (long)config.HeadsOf(layer) * config.HeadSize, inner = config.NeuronsOf(layer);
            return (4 * hidden * attention) + (3 * attention) + (2 * hidden * inner) + inner + (6 * hidden);
        });
        var embeddings = ((long)config.VocabSize + config.MaxPositionEmbeddings + config.TypeVocabSize + 2) * hidden;
        var heads = (2 * ((hidden * hidden) + hidden)) + (2 * hidden) + config.VocabSize + (2 * hidden) + 2;
        return embeddings + layers + heads;
    }

    // Floats kept for the backward pass: a token's states of width H and I, the attention's scores and probabilities, the masked tokens' logits.
    private static long ActivationBytes(BertConfig config, PretrainingPhase phase, double maskedShare)
    {
        double tokens = (double)phase.MicroBatchSize * phase.MaxTokens;
        var layer = tokens * ((14.0 * config.HiddenSize) + (3.0 * config.IntermediateSize) + (3.0 * config.NumAttentionHeads * phase.MaxTokens));
        return (long)(4 * ((config.NumHiddenLayers * layer) + (tokens * 4 * config.HiddenSize) + (tokens * maskedShare * 3 * config.VocabSize)));
    }
}
