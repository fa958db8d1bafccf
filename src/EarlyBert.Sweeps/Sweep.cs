using System.Diagnostics;
using EarlyBert.MLNet;
using Microsoft.ML.AutoML;

namespace EarlyBert.Sweeps;

/// <summary>
/// A sweep: the default point first, which is always trained to its end, then what the tuner proposes, until the budget is used up. No point is tried twice, also not by
/// another process that shares the folder; what was tried before is told to the tuner as it was.
/// </summary>
public sealed class Sweep
{
    /// <summary>Proposals in a row that are nothing new, after which there is nothing left to try.</summary>
    private const int MostRepetitions = 500;

    /// <summary>Trials in a row that the rest of the time was too short for, after which it is over.</summary>
    private const int MostTooSlow = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SweepSession _session;
    private readonly ITuner? _tuner;
    private readonly IMonitor? _monitor;
    private EarlyBertClassifierTransformer? _model;
    private string? _modelKey;

    /// <summary>Makes a sweep.</summary>
    /// <param name="session">Data, run and space; dispose it after the sweep.</param>
    /// <param name="tuner">Any tuner; null: the one that the session's options name.</param>
    /// <param name="monitor">Hears of this process's trials, with <see cref="EarlyBertTrialResult"/>s; null: nobody.</param>
    public Sweep(SweepSession session, ITuner? tuner = null, IMonitor? monitor = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        (_session, _tuner, _monitor) = (session, tuner, monitor);
    }

    /// <summary>Hears how long the sweep's list of trials is, before the first and after each, over all processes.</summary>
    public Action<IReadOnlyList<TrialRecord>>? Progressed { get; init; }

    /// <summary>Runs the sweep; cancelled, it gives the best so far.</summary>
    /// <param name="cancellation">Stops it at the next step.</param>
    /// <exception cref="EarlyBertException">The folder cannot be used, or the first trial failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before a trial was done.</exception>
    public SweepResult Run(CancellationToken cancellation = default)
    {
        var (options, clock) = (_session.Options, Stopwatch.StartNew());
        using ITrialJournal journal = options.Folder is { } folder ? new SweepFolder(folder, _session.Identity, options.Resume) : new MemoryJournal();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var own = _tuner is null ? SweepTuners.Create(options.Tuner, _session.SearchSpace, options.Seed + journal.Worker, options.GridSteps) : null;
        var tuner = _tuner ?? own!;
        try
        {
            Progressed?.Invoke(journal.Records);
            _session.EnsureSearch(journal, cancellation);
            // The first trial is let finish, whatever the time.
            if (Try(journal, _session.First, new TrialSettings { TrialId = -1 }, waits: true, left: null, cancellation) is { State: TrialState.Failed } first && TrialRecord.BestOf(journal.Records) is null)
                throw new EarlyBertException($"The first trial failed ({first.Message?.TrimEnd('.')}); mend that, then start the sweep again.");
            if (options.Budget.Time is { } time)
                deadline.CancelAfter(time > clock.Elapsed ? time - clock.Elapsed : TimeSpan.Zero);
            Search(journal, tuner, clock, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && TrialRecord.BestOf(journal.Records) is not null)
        {
            // The best so far is what there is.
        }
        finally
        {
            (own as IDisposable)?.Dispose();
        }

        return ResultOf(journal, cancellation.IsCancellationRequested);
    }

    private void Search(ITrialJournal journal, ITuner tuner, Stopwatch clock, CancellationToken cancellation)
    {
        var options = _session.Options;
        var waits = _tuner is not null || SweepTuners.Learns(options.Tuner);
        for (int id = 0, repeated = 0, slow = 0; repeated < MostRepetitions && slow < MostTooSlow; id++)
        {
            cancellation.ThrowIfCancellationRequested();
            var settings = new TrialSettings { TrialId = id, StartedAtUtc = DateTime.UtcNow };
            settings.Parameter = tuner.Propose(settings);
            var left = options.Budget.Time - clock.Elapsed;
            var longest = left is { } rest && !(options.LongestTrial < rest) ? rest : options.LongestTrial;
            var trials = journal.Records.Count;
            var record = Try(journal, _session.Points.Of(settings.Parameter), settings, waits, longest, cancellation);
            if (record is null && options.Budget.Trials <= journal.Records.Count)
                return;
            // A point that another process is at, or for which no trial is left, has led to nothing yet.
            tuner.Update(record is null ? new TrialResult { TrialSettings = settings, Loss = double.MaxValue } : new EarlyBertTrialResult(settings, record, TrialRecord.BestOf(journal.Records)));
            repeated = journal.Records.Count > trials ? 0 : repeated + 1;
            slow = record?.State != TrialState.TooSlow ? 0 : left is not null && !(options.LongestTrial < left) ? slow + 1 : slow;
        }
    }

    /// <summary>Does a trial, or finds out what came of it; null: another process is at it, or no trial is left.</summary>
    private TrialRecord? Try(ITrialJournal journal, EarlyBertSearchOptions point, TrialSettings settings, bool waits, TimeSpan? left, CancellationToken cancellation)
    {
        while (true)
        {
            using var claim = journal.Claim(point.Key, _session.Options.Budget.Trials);
            if (claim.Kind == ClaimKind.Ours)
                return Do(journal, point, settings, left, cancellation);
            // Of the last trials one may come free again, should its process die.
            if (claim.Kind != ClaimKind.Full && (claim.Kind != ClaimKind.Busy || !waits))
                return claim.Record;
            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private TrialRecord Do(ITrialJournal journal, EarlyBertSearchOptions point, TrialSettings settings, TimeSpan? left, CancellationToken cancellation)
    {
        _monitor?.ReportRunningTrial(settings);
        var before = journal.Records.ToArray();
        var best = TrialRecord.BestOf(before);
        var outcome = _session.RunTrial(point, before, mustFinish: settings.TrialId < 0 || best is null, left, cancellation);
        var record = journal.Add(outcome.Record, outcome.Model, outcome.Ticket);
        if (TrialRecord.BestOf(journal.Records)?.Key == record.Key)
        {
            _model?.Dispose();
            (_model, _modelKey) = (outcome.Model, record.Key);
        }
        else
        {
            outcome.Model?.Dispose();
        }

        Report(settings, record, best);
        Progressed?.Invoke(journal.Records);
        return record;
    }

    private void Report(TrialSettings settings, TrialRecord record, TrialRecord? best)
    {
        settings.EndedAtUtc = record.EndedAtUtc;
        if (record.State == TrialState.Failed)
        {
            _monitor?.ReportFailTrial(settings, new EarlyBertException(record.Message ?? "The trial failed."));
            return;
        }

        var result = new EarlyBertTrialResult(settings, record, best) { Model = _modelKey == record.Key ? _model : null };
        _monitor?.ReportCompletedTrial(result);
        if (record.IsBetterThan(best))
            _monitor?.ReportBestTrial(result);
    }

    private SweepResult ResultOf(ITrialJournal journal, bool cancelled)
    {
        var records = journal.Records.ToArray();
        var best = TrialRecord.BestOf(records) ?? throw new EarlyBertException("No trial was trained to its end; give the sweep more time.");
        if (best.Key != _modelKey)
            _model?.Dispose();
        var model = best.Key == _modelKey ? _model : journal.Load(_session.Context, best);
        return new SweepResult
        {
            Records = records,
            Best = best,
            Model = model ?? throw new EarlyBertException($"The model of the best trial, {best.Key}, is not in the folder; delete its line from trials.jsonl and resume the sweep."),
            Front = ParetoFront.Of(records),
            Search = _session.Search!,
            SearchSeconds = _session.SearchSeconds,
            WasCancelled = cancelled,
        };
    }
}
