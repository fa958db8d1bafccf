using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// One fine-tuning, whatever the task: device and reports, and between θ₀ and the folded network the strategy. A task brings its head
/// and its rows, and makes its model of what comes out.
/// </summary>
internal sealed class FineTuningSession
{
    private const string WordEmbeddings = "bert.embeddings.word_embeddings.weight";

    private readonly FineTuningDefaults _defaults;
    private readonly EarlyBirdTicket? _ticket;
    private readonly PretrainedBert? _pretrained;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Begins a run.</summary>
    /// <param name="head">The task's head.</param>
    /// <param name="defaults">What the task is trained with where the options leave it open.</param>
    /// <param name="options">The run's settings.</param>
    /// <param name="ticket">A ticket drawn before: the search is skipped. Null: as the strategy says.</param>
    /// <param name="pretrained">A model in memory to start from, which stays the caller's; null: as the options say.</param>
    /// <param name="progress">Receives reports, on this thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="EarlyBertException">Options are out of range or exclude each other, or the device is not there.</exception>
    public FineTuningSession(TaskHead head, FineTuningDefaults defaults, EarlyBertOptions options, EarlyBirdTicket? ticket, PretrainedBert? pretrained,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (Head, _defaults, _ticket, _pretrained, _cancellationToken) = (head, defaults, ticket, pretrained, cancellationToken);
        Options = Resolve(options, defaults, ticket, pretrained);
        Report = new RunMonitor(progress);
        Device = EarlyBertRuntime.ChooseDevice(Options.GpuDeviceId, Options.FallbackToCpu, warning => Report.Say(TrainingStage.Prepare, warning, isWarning: true));
        EarlyBertRuntime.UseThreads(Options.Threads);
    }

    /// <summary>The task's head.</summary>
    public TaskHead Head { get; }

    /// <summary>The run's settings, resolved; the learning rates from the training on.</summary>
    public EarlyBertOptions Options { get; }

    /// <summary>The run's reports.</summary>
    public RunMonitor Report { get; }

    /// <summary>Where it computes.</summary>
    public Device Device { get; }

    /// <summary>θ₀, with the task's head.</summary>
    /// <param name="labels">Names of the head's outputs; none for a task without classes.</param>
    /// <param name="texts">Training texts, from which a vocabulary is learned where the run starts from random weights.</param>
    /// <exception cref="EarlyBertException">The model to start from is not there, is damaged, or does not fit.</exception>
    public StartingPoint Start(IReadOnlyList<string> labels, IEnumerable<string> texts) =>
        StartingPoint.Create(Options, Head, _pretrained, labels, texts, Report, _cancellationToken);

    /// <summary>Trains by the options' strategy.</summary>
    /// <param name="start">θ₀; its weights are not changed.</param>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">Rows scored at the end of each training epoch; null: none.</param>
    /// <returns>The network, owned by the caller.</returns>
    public TrainedNetwork Train(StartingPoint start, TrainingRows train, ValidationRows? validation)
    {
        using var scene = Set(start, train, validation);
        var (run, config, initial, compact, ticket) = (scene.Run, scene.Config, scene.Initial, scene.Compact, _ticket);
        SearchRecord? record = null;
        if (ticket is null)
        {
            (ticket, record) = Options.Strategy switch
            {
                Strategy.EarlyBird => EarlyBirdTraining.Search(run, config, initial),
                Strategy.Random => (RandomTicket.Draw(config, Options.Draw, Options.Seed), null),
                Strategy.Importance => (ImportanceTicket.Draw(run, config, initial), null),
                Strategy.Magnitude => (MagnitudeTicket.Draw(config, initial, Options.Draw), null),
                _ => ((EarlyBirdTicket?)null, (SearchRecord?)null),
            };
            EarlyBertRuntime.GiveBackMemory();
        }

        ticket = ticket is null ? null : ticket with { DataHash = ticket.DataHash.Length > 0 ? ticket.DataHash : HashOf(train) };

        var epochs = Options.Strategy == Strategy.Matched ? MatchedEpochs(config, train.Store) : Options.Train.Epochs!.Value;
        var plan = new StagePlan(TrainingStage.Train, Options.Train.LearningRate!.Value, run.StepsOf(epochs), run.StepsOf(epochs));
        var trained = ticket is not null
            ? EarlyBirdTraining.Train(run, config, initial, ticket, plan)
            : Options.Strategy == Strategy.LayerDrop ? LayerDropTraining.Train(run, config, initial, plan) : DenseTraining.Train(run, config, initial, plan);

        var weights = new Dictionary<string, Tensor>(trained.Weights);
        if (compact is not null)
        {
            var wholeTable = start.Weights[WordEmbeddings];
            using var trainedRows = weights[WordEmbeddings];
            weights[WordEmbeddings] = compact.Expand(wholeTable, trainedRows.to(wholeTable.device), run.DecayOfUnusedRows(plan, trained.Steps));
        }

        var finalConfig = trained.Config with { VocabSize = start.Config.VocabSize, PadTokenId = start.Config.PadTokenId };
        return new TrainedNetwork(finalConfig, weights, ResultOf(ticket, record));
    }

    /// <summary>The search alone: step for step the one that <see cref="Train"/> begins with.</summary>
    /// <param name="start">θ₀; its weights are not changed.</param>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">The rows that the trainings to come are scored on; null: none.</param>
    /// <returns>The ticket at the end of the search, and the record.</returns>
    public (EarlyBirdTicket Ticket, SearchRecord Record) Search(StartingPoint start, TrainingRows train, ValidationRows? validation)
    {
        using var scene = Set(start, train, validation);
        var (ticket, record) = EarlyBirdTraining.Search(scene.Run, scene.Config, scene.Initial);
        return (ticket with { DataHash = HashOf(train) }, record);
    }

    /// <summary>Sets the stage: learning rates, rows, and the embedding rows that the data touch in the place of the whole table.</summary>
    private Scene Set(StartingPoint start, TrainingRows train, ValidationRows? validation)
    {
        _defaults.ResolveRates(Options, start.Config);
        ResolveMetric(validation?.Metrics);
        var (store, config) = (train.Store, start.Config);
        var used = validation is null ? store.DistinctIds() : [.. store.DistinctIds(), .. validation.Store.DistinctIds()];
        var compact = CompactVocabulary.Of(used, config.VocabSize, config.PadTokenId);
        var initial = new Dictionary<string, Tensor>(start.Weights);
        var usedRows = compact?.Gather(start.Weights[WordEmbeddings]);
        if (compact is not null)
        {
            initial[WordEmbeddings] = usedRows!;
            config = config with { VocabSize = compact.Count, PadTokenId = 0 };
        }

        var padTo = Options.Train.PadToMaxTokens ? start.MaxTokens : (int?)null;
        var source = new BatchSource(store, train.Labels, Device, compact, start.Config.PadTokenId, padTo);
        var run = new FineTuning(Head, source, Options, Device, Report, _cancellationToken);
        if (validation is not null)
        {
            var held = new BatchSource(validation.Store, labels: null, Device, compact, start.Config.PadTokenId);
            run.Validate = model => validation.Score(model, held);
            run.MainMetric = Options.Train.Metric!;
        }

        return new Scene(run, config, initial, compact, usedRows);
    }

    /// <summary>A copy of the options, checked, with the strategy's defaults filled in; learning rates follow when the model is there.</summary>
    private static EarlyBertOptions Resolve(EarlyBertOptions options, FineTuningDefaults defaults, EarlyBirdTicket? ticket, PretrainedBert? pretrained)
    {
        options.Validate();
        options = options.Clone();
        if (pretrained is not null && options.Pretrained is not null)
            throw new EarlyBertException($"A pre-trained model in memory was given, and the folder '{options.Pretrained}' too; leave one of them out.");
        if (pretrained is not null && options.Scratch is not null)
            throw new EarlyBertException($"A pre-trained model in memory was given, and Scratch '{options.Scratch}' too; leave one of them out.");
        if (pretrained is not null && pretrained.Tensors.Values.Any(tensor => tensor.IsInvalid))
            throw new EarlyBertException("The pre-trained model in memory was disposed; keep it until the training that starts from it is over.");
        if (ticket is not null && !options.Strategy.HasTicket())
            throw new EarlyBertException($"A ticket was given, but the strategy is {options.Strategy}; use EarlyBird, or leave the ticket out.");
        if (ticket is not null)
            options.Strategy = Strategy.EarlyBird;
        options.Train.Epochs ??= defaults.EpochsOf(options.Strategy);
        return options;
    }

    /// <summary>The same for a model that is known: learning rates too.</summary>
    internal static EarlyBertOptions Resolve(EarlyBertOptions options, FineTuningDefaults defaults, BertConfig config)
    {
        var resolved = Resolve(options, defaults, ticket: null, pretrained: null);
        defaults.ResolveRates(resolved, config);
        return resolved;
    }

    /// <summary>Fills in the main score; choosing the best evaluation needs evaluations, and a score that they have.</summary>
    /// <param name="metrics">Scores of the validation rows, the main one first; null: there are no such rows.</param>
    /// <exception cref="EarlyBertException">There is no such score, or nothing to choose by.</exception>
    public void ResolveMetric(IReadOnlyList<string>? metrics)
    {
        Options.Train.Metric ??= metrics?[0];
        if (metrics is null && Options.Train.ChoosesBest)
            throw new EarlyBertException($"{(Options.Train.KeepBest ? "Train.KeepBest" : "Train.Patience")} is set, but there is no validation set to tell the best weights; give one, or leave the option out.");
        if (metrics is not null && !metrics.Contains(Options.Train.Metric))
            throw new EarlyBertException($"Train.Metric is '{Options.Train.Metric}' (allowed: {string.Join(", ", metrics)}); use one of these scores, or none for the first.");
    }

    private FineTuningResult ResultOf(EarlyBirdTicket? ticket, SearchRecord? record)
    {
        var seconds = Report.Seconds;
        var busy = Math.Max(1e-9, seconds["search"] + seconds["train"]);
        return new FineTuningResult
        {
            Ticket = ticket,
            Search = record,
            Options = Options,
            History = Report.History,
            Seconds = seconds,
            GradientSeconds = Report.GradientSeconds,
            ProcessorSeconds = Report.ProcessorSeconds,
            Steps = Report.Steps,
            ExamplesPerSecond = Report.Rows / busy,
            TokensPerSecond = Report.Tokens / busy,
        };
    }

    /// <summary>Dense epochs for the compute of the early-bird run with these options.</summary>
    private double MatchedEpochs(BertConfig config, TokenStore store)
    {
        var shape = RandomTicket.Draw(config, Options.Draw, Options.Seed).Prune(config);
        var search = Options.Search.Schedule.Epochs((double)store.Count / (Options.Train.BatchSize * Options.Train.AccumulationSteps));
        return MatchedCompute.Epochs(config, shape, (double)store.TokenCount / store.Count, search, Options.Train.Epochs!.Value);
    }

    /// <summary>SHA-256 of the training ids and labels, hexadecimal.</summary>
    internal static string HashOf(TrainingRows train)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var row = 0; row < train.Store.Count; row++)
            hash.AppendData(MemoryMarshal.AsBytes(train.Store.Ids(row)));
        using var labels = train.Labels([.. Enumerable.Range(0, train.Store.Count)]);
        hash.AppendData(labels.bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What the stages of a run stand on.</summary>
    /// <param name="Run">Head, rows, options, reports.</param>
    /// <param name="Config">The shape, with the vocabulary as far as the data use it.</param>
    /// <param name="Initial">θ₀ for that shape.</param>
    /// <param name="Compact">The part of the vocabulary; null: all of it.</param>
    /// <param name="UsedRows">Embedding rows that are this scene's own; null: none.</param>
    private sealed record Scene(FineTuning Run, BertConfig Config, IReadOnlyDictionary<string, Tensor> Initial, CompactVocabulary? Compact, Tensor? UsedRows) : IDisposable
    {
        public void Dispose()
        {
            UsedRows?.Dispose();
            EarlyBertRuntime.GiveBackMemory();
        }
    }
}
