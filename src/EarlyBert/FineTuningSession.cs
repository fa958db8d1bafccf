using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>
/// One fine-tuning, whatever the task: device and reports, and between θ₀ and the folded network the strategy. A task brings its head
/// and its rows, and makes its model of what comes out.
/// </summary>
internal sealed class FineTuningSession
{
    private const string WordEmbeddings = "bert.embeddings.word_embeddings.weight";

    private readonly TaskHead _head;
    private readonly EarlyBertOptions _options;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Begins a run.</summary>
    /// <param name="head">The task's head.</param>
    /// <param name="options">The run's settings, resolved.</param>
    /// <param name="progress">Receives reports, on this thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="EarlyBertException">The device is not there.</exception>
    public FineTuningSession(TaskHead head, EarlyBertOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (_head, _options, _cancellationToken) = (head, options, cancellationToken);
        Report = new RunReport(progress);
        Device = EarlyBertRuntime.ChooseDevice(options.GpuDeviceId, options.FallbackToCpu, warning => Report.Say(TrainingStage.Prepare, warning, isWarning: true));
        EarlyBertRuntime.UseThreads(options.Threads);
    }

    /// <summary>The run's reports.</summary>
    public RunReport Report { get; }

    /// <summary>Where it computes.</summary>
    public Device Device { get; }

    /// <summary>Trains by the options' strategy.</summary>
    /// <param name="start">θ₀; its weights are not changed.</param>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">Rows scored at the end of each training epoch; null: none.</param>
    /// <param name="ticket">A ticket drawn before: the search is skipped. Null: as the strategy says.</param>
    /// <returns>The network, owned by the caller.</returns>
    public TrainedNetwork Train(StartingPoint start, TrainingRows train, ValidationRows? validation, EarlyBirdTicket? ticket)
    {
        var (store, config) = (train.Store, start.Config);
        var used = validation is null ? store.DistinctIds() : [.. store.DistinctIds(), .. validation.Store.DistinctIds()];
        var compact = CompactVocabulary.Of(used, config.VocabSize, config.PadTokenId);
        var wholeTable = start.Weights[WordEmbeddings];
        var initial = new Dictionary<string, Tensor>(start.Weights);
        using var usedRows = compact?.Gather(wholeTable);
        if (compact is not null)
        {
            initial[WordEmbeddings] = usedRows!;
            config = config with { VocabSize = compact.Count, PadTokenId = 0 };
        }

        var padTo = _options.Train.PadToMaxTokens ? start.MaxTokens : (int?)null;
        var source = new BatchSource(store, train.Labels, Device, compact, start.Config.PadTokenId, padTo);
        var run = new FineTuning(_head, source, _options, Device, Report, _cancellationToken);
        if (validation is not null)
        {
            var held = new BatchSource(validation.Store, labels: null, Device, compact, start.Config.PadTokenId);
            run.Validate = model => validation.Score(model, held);
        }

        SearchRecord? record = null;
        if (_options.Strategy == Strategy.EarlyBird && ticket is null)
            (ticket, record) = EarlyBirdTraining.Search(run, config, initial);
        else if (_options.Strategy == Strategy.Random)
            ticket = RandomTicket.Draw(config, _options.Draw, _options.Seed);
        ticket = ticket is null ? null : ticket with { DataHash = ticket.DataHash.Length > 0 ? ticket.DataHash : HashOf(train) };

        var epochs = _options.Strategy == Strategy.Matched ? MatchedEpochs(config, store) : _options.Train.Epochs!.Value;
        var plan = new StagePlan(TrainingStage.Train, _options.Train.LearningRate!.Value, run.StepsOf(epochs), run.StepsOf(epochs));
        var (finalConfig, trained) = ticket is null
            ? (config, DenseTraining.Train(run, config, initial, plan))
            : EarlyBirdTraining.Train(run, config, initial, ticket, plan);

        var weights = new Dictionary<string, Tensor>(trained);
        if (compact is not null)
        {
            using var trainedRows = weights[WordEmbeddings];
            weights[WordEmbeddings] = compact.Expand(wholeTable, trainedRows.to(wholeTable.device), run.DecayOfUnusedRows(plan));
        }

        finalConfig = finalConfig with { VocabSize = start.Config.VocabSize, PadTokenId = start.Config.PadTokenId };
        return new TrainedNetwork(finalConfig, weights, ResultOf(ticket, record));
    }

    private FineTuningResult ResultOf(EarlyBirdTicket? ticket, SearchRecord? record)
    {
        var seconds = Report.Seconds;
        var busy = Math.Max(1e-9, seconds["search"] + seconds["train"]);
        return new FineTuningResult
        {
            Ticket = ticket,
            Search = record,
            Options = _options,
            History = Report.History,
            Seconds = seconds,
            Steps = Report.Steps,
            ExamplesPerSecond = Report.Rows / busy,
            TokensPerSecond = Report.Tokens / busy,
        };
    }

    /// <summary>Dense epochs for the compute of the early-bird run with these options, its ticket trained for the default epochs.</summary>
    private double MatchedEpochs(BertConfig config, TokenStore store)
    {
        var shape = RandomTicket.Draw(config, _options.Draw, _options.Seed).Prune(config);
        var search = _options.Search.Schedule switch
        {
            DrawSchedule.Fraction at => at.Value,
            DrawSchedule.Step at => (double)at.Value * _options.Train.BatchSize * _options.Train.AccumulationSteps / store.Count,
            _ => 1,
        };
        return MatchedCompute.Epochs(config, shape, (double)store.TokenCount / store.Count, search, FineTuningDefaults.TicketEpochs);
    }

    private static string HashOf(TrainingRows train)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var row = 0; row < train.Store.Count; row++)
            hash.AppendData(MemoryMarshal.AsBytes(train.Store.Ids(row)));
        using var labels = train.Labels([.. Enumerable.Range(0, train.Store.Count)]);
        hash.AppendData(labels.bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
