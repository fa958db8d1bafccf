using System.Diagnostics;
using EarlyBert.MLNet;
using EarlyBert.MLNet.Fitting;
using EarlyBert.MLNet.Persistence;
using EarlyBert.MLNet.Schemas;
using EarlyBert.Tickets;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EarlyBert.Sweeps;

/// <summary>
/// What the trials of a sweep share: rows read and tokenised once, one θ₀, and one recorded search, from which every trial's ticket is drawn. A trial costs the training of
/// its ticket alone, and gives the same bits as an estimator with its options would.
/// </summary>
public sealed class SweepSession : IDisposable
{
    /// <summary>The most coefficients that a search records, over all its moments; as JSON some 45 MB.</summary>
    private const long MostCoefficients = 4L << 20;

    private readonly IHostEnvironment _environment;
    private readonly EarlyBertClassifierOptions _classifier;
    private readonly EarlyBertOptions _run;
    private readonly PreparedTraining _prepared;
    private readonly ClassNames _classes;
    private readonly LabelledTexts _validation;
    private SearchFile? _search;

    /// <summary>Reads the data once and tokenises them.</summary>
    /// <param name="context">The context; its seed and device count as in an estimator.</param>
    /// <param name="train">Training rows; the label is a key.</param>
    /// <param name="validation">Rows that trials are scored on, with the same columns.</param>
    /// <param name="options">Columns, and the run that trials vary. Its strategy is <see cref="Strategy.EarlyBird"/>; a ticket or a validation set in it is not used.</param>
    /// <param name="sweep">How the sweep goes; null: the defaults.</param>
    /// <param name="space">What is varied; null: <see cref="SweepSpace.BuiltIn"/>.</param>
    /// <exception cref="EarlyBertException">Options are out of range, a column or a file is at fault, or the metric is none of the data's.</exception>
    public SweepSession(MLContext context, IDataView train, IDataView validation, EarlyBertClassifierOptions options, SweepOptions? sweep = null, SweepSpace? space = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        Options = sweep ?? new SweepOptions();
        Options.Validate();
        if (options.EarlyBert.Strategy != Strategy.EarlyBird)
            throw new EarlyBertException($"The strategy is {options.EarlyBert.Strategy}; a sweep varies early-bird tickets, so use {nameof(Strategy.EarlyBird)}.");
        (Context, _classifier) = (context, options.Checked());
        _environment = MlNetInterop.EnvironmentOf(context.Transforms);
        var host = _environment.Register("EarlyBertSweep");
        using var channel = host.Start("Reading");
        using var cancellation = new CancellationWatch(host, _classifier.CancellationToken);
        var log = new TrainingLog(channel, _classifier.Progress);
        var reader = new LabelledRows(_classifier, new TextRowReader(_classifier, log, cancellation.Token));
        (var rows, _classes) = reader.ReadTraining(train);
        _validation = reader.ReadValidation(validation, _classes);

        _run = EarlyBertClassifierEstimator.RunOptions(_environment, _classifier.EarlyBert);
        _prepared = TextClassifierTraining.Prepare(rows, _classes.Names, _run, _validation, _classifier.PretrainedModel, log, cancellation.Token);
        // θ₀ is made; the trainings need not know where it came from, but are checked to agree.
        Metric = Options.Metric ?? _run.Train.Metric ?? _prepared.Metrics[0];
        if (!_prepared.Metrics.Contains(Metric))
        {
            _prepared.Dispose();
            throw new EarlyBertException($"The metric is '{Metric}'; these data are scored by {string.Join(", ", _prepared.Metrics)}.");
        }

        _run = _prepared.Resolve(_run);
        _run.Train.Metric = Metric;
        Space = space ?? SweepSpace.BuiltIn;
        Points = Space.Of(EarlyBertSearchOptions.Of(_run));
        Train = (run, ticket, progress, token) => TextClassifierTraining.Fit(_prepared, run, ticket, progress, token);
    }

    /// <summary>The context.</summary>
    public MLContext Context { get; }

    /// <summary>How the sweep goes.</summary>
    public SweepOptions Options { get; }

    /// <summary>The score that is to rise.</summary>
    public string Metric { get; }

    /// <summary>The point of the first trial: where the run's own options stand.</summary>
    public EarlyBertSearchOptions First => Points.First;

    /// <summary>What AutoML's tuners search: the properties that vary, by name.</summary>
    public Microsoft.ML.SearchSpace.SearchSpace SearchSpace => Points.Space;

    /// <summary>The recorded search; null: no trial has needed it yet.</summary>
    public SearchFile? Search => _search;

    /// <summary>Seconds of the search; 0 where it was read, or not needed yet.</summary>
    public double SearchSeconds { get; private set; }

    internal SweepSpace Space { get; }

    internal SweepPoints Points { get; }

    /// <summary>The run that trials vary, filled in.</summary>
    internal EarlyBertOptions Run => _run;

    /// <summary>Trains a ticket; tests put another in its place.</summary>
    internal Func<EarlyBertOptions, EarlyBirdTicket, IProgress<TrainingProgress>, CancellationToken, TextClassifierResult> Train { get; set; }

    internal SweepIdentity Identity
    {
        get
        {
            var options = _run.Clone();
            (options.Threads, options.GpuDeviceId, options.FallbackToCpu) = (0, null, false);
            var halving = $"1 of {Options.Halving.Reduction} at {string.Join(", ", Options.Halving.Rungs.Select(rung => rung.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)))}";
            return new SweepIdentity(SweepIdentity.CurrentFormat, Space.ToString(), Metric, _prepared.DataHash, halving, options.ToJson());
        }
    }

    /// <summary>Frees θ₀.</summary>
    public void Dispose() => _prepared.Dispose();

    /// <summary>Makes sure that there is a search, taken from a journal or recorded now.</summary>
    internal void EnsureSearch(ITrialJournal? journal, CancellationToken cancellation) =>
        _search ??= journal is null ? RecordSearch(cancellation) : journal.Search(() => RecordSearch(cancellation), cancellation);

    /// <summary>The ticket of a point.</summary>
    internal EarlyBirdTicket Draw(EarlyBertSearchOptions point)
    {
        var (search, options) = (_search!, point.ApplyTo(_run));
        var step = point.DrawAt > 0 ? Math.Max(1, (int)Math.Round(point.DrawAt * StepsPerEpoch)) : search.Steps[^1];
        // Every step was recorded unless that would have been too much; then the nearest moment stands for it.
        var moment = search.Steps.Where(recorded => recorded > 0).MinBy(recorded => Math.Abs(recorded - step));
        return search.Draw(options.Draw, moment) with { Schedule = options.Search.Schedule.ToString() };
    }

    /// <summary>Draws, trains, scores, measures.</summary>
    /// <param name="point">The point.</param>
    /// <param name="before">The trials so far.</param>
    /// <param name="mustFinish">It is trained to its end whatever it reaches.</param>
    /// <param name="longest">What its training may take; null: any time.</param>
    /// <param name="cancellation">Ends it, with an <see cref="OperationCanceledException"/>.</param>
    internal TrialOutcome RunTrial(EarlyBertSearchOptions point, IReadOnlyList<TrialRecord> before, bool mustFinish, TimeSpan? longest, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var record = new TrialRecord { Trial = before.Count, Key = point.Key, State = TrialState.Failed, Point = point };
        EarlyBirdTicket? ticket = null;
        var options = point.ApplyTo(_run);
        Prepare(options);
        while (true)
        {
            using var watch = new TrialWatch(Options, Metric, before, mustFinish, longest, _classifier.Progress, cancellation);
            try
            {
                ticket ??= Draw(point);
                record = record with
                {
                    Heads = [.. ticket.KeptHeads.Select(layer => layer.Count)],
                    Neurons = [.. ticket.KeptNeurons.Select(layer => layer.Count)],
                    DrawStep = ticket.Step,
                    UsedBatchSize = options.Train.BatchSize,
                };
                var result = Train(options, ticket, watch, watch.Token);
                var trained = new EarlyBertClassifierTransformer(_environment, _classifier, _classes, result);
                return new TrialOutcome(Describe(record, watch, TrialState.Completed, clock) with
                {
                    Score = ScoreOf(result, options),
                    Parameters = result.Classifier.ParameterCount,
                    EncoderParameters = result.Classifier.EncoderParameterCount,
                    LatencyMilliseconds = Latency(result.Classifier),
                }, trained, ticket);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && watch.Verdict is { } verdict)
            {
                return new TrialOutcome(Describe(record, watch, verdict, clock), null, ticket);
            }
            catch (Exception fault) when (OutOfMemory.Explains(fault) && options.Train.BatchSize > 1)
            {
                // As many examples a step as before, in twice as many passes.
                var whole = options.Train.BatchSize * options.Train.AccumulationSteps;
                options.Train.BatchSize = (options.Train.BatchSize + 1) / 2;
                options.Train.AccumulationSteps = (whole + options.Train.BatchSize - 1) / options.Train.BatchSize;
                record = record with { Message = $"Memory ran out; the batch was halved to {options.Train.BatchSize} and its gradients added up over {options.Train.AccumulationSteps} passes." };
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                return new TrialOutcome(Describe(record, watch, TrialState.Failed, clock) with { Message = fault.Message }, null, ticket);
            }
        }
    }

    /// <summary>Evaluations as often as the first rung, so that the first comes right there or soon after, and a report when the pilot steps are done.</summary>
    private void Prepare(EarlyBertOptions options)
    {
        if (Options.Halving.Rungs.Count > 0)
            options.Train.EvaluationsPerEpoch = Math.Max(options.Train.EvaluationsPerEpoch, (int)(1 / (Options.Halving.Rungs[0] * options.Train.Epochs!.Value)));
        options.Train.LogEvery = Math.Min(options.Train.LogEvery, Options.PilotSteps);
    }

    private TrialRecord Describe(TrialRecord record, TrialWatch watch, TrialState state, Stopwatch clock) => record with
    {
        State = state,
        Score = watch.Metrics?[Metric],
        Metrics = watch.Metrics,
        Rungs = [.. watch.Rungs],
        Seconds = clock.Elapsed.TotalSeconds,
        ForetoldSeconds = watch.ForetoldSeconds,
        EndedAtUtc = DateTime.UtcNow,
        Message = watch.Message ?? record.Message,
    };

    private double? ScoreOf(TextClassifierResult result, EarlyBertOptions options)
    {
        var scores = result.History.Where(report => report.Metrics is not null).Select(report => report.Metrics![Metric]);
        return options.Train.KeepBest || options.Train.Patience is not null ? scores.Max() : scores.Last();
    }

    /// <summary>The median of some rows scored alone, after one for nothing.</summary>
    private double Latency(TextClassifier classifier)
    {
        var rows = Math.Min(Options.LatencyRows, _validation.Count);
        var times = new double[rows];
        for (var i = -1; i < rows; i++)
        {
            var row = Math.Max(0, i);
            var began = Stopwatch.GetTimestamp();
            classifier.Score([_validation.Texts[row]], _validation.Pairs is { } pairs ? [pairs[row]] : null);
            times[row] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[rows / 2];
    }

    private SearchFile RecordSearch(CancellationToken cancellation)
    {
        var options = _run.Clone();
        if (Points.LatestDraw > 0)
            options.Search.Schedule = DrawSchedule.AtFraction(Math.Min(1, Points.LatestDraw));
        var config = _prepared.Config;
        var units = Enumerable.Range(0, config.NumHiddenLayers).Sum(layer => (long)config.HeadsOf(layer) + config.NeuronsOf(layer));
        options.Search.RecordedMasks = Math.Max(options.Search.RecordedMasks, (int)Math.Clamp(MostCoefficients / units, 2, Math.Max(2, Math.Min(10_000, StepsPerEpoch))));
        var began = Stopwatch.GetTimestamp();
        var (ticket, record) = TextClassifierTraining.Search(_prepared, options, _classifier.Progress, cancellation);
        SearchSeconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return SearchFile.Of(record, ticket);
    }

    private int StepsPerEpoch
    {
        get
        {
            var examples = _run.Train.BatchSize * _run.Train.AccumulationSteps;
            return Math.Max(1, (_prepared.Count + examples - 1) / examples);
        }
    }
}
