namespace EarlyBert.Sweeps;

/// <summary>Listens to the training of a trial, and stops it when it is hopeless or too slow.</summary>
internal sealed class TrialWatch : IProgress<TrainingProgress>, IDisposable
{
    private readonly SweepOptions _options;
    private readonly string _metric;
    private readonly IReadOnlyList<TrialRecord> _before;
    private readonly bool _mustFinish;
    private readonly TimeSpan? _longest;
    private readonly IProgress<TrainingProgress>? _listener;
    private readonly CancellationTokenSource _stop;
    private readonly List<RungScore> _rungs = [];
    private int _steps;

    /// <param name="options">The sweep.</param>
    /// <param name="metric">The score that counts.</param>
    /// <param name="before">The trials so far.</param>
    /// <param name="mustFinish">It is trained to its end whatever it reaches.</param>
    /// <param name="longest">What its training may take; null: any time.</param>
    /// <param name="listener">Hears everything too.</param>
    /// <param name="cancellation">The sweep's own end.</param>
    public TrialWatch(SweepOptions options, string metric, IReadOnlyList<TrialRecord> before, bool mustFinish, TimeSpan? longest, IProgress<TrainingProgress>? listener, CancellationToken cancellation)
    {
        (_options, _metric, _before, _mustFinish, _longest, _listener) = (options, metric, before, mustFinish, longest, listener);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Cancelled when the trial is to end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why it was stopped; null: it was not, by us.</summary>
    public TrialState? Verdict { get; private set; }

    /// <summary>The verdict in words.</summary>
    public string? Message { get; private set; }

    /// <summary>Scores at the rungs.</summary>
    public IReadOnlyList<RungScore> Rungs => _rungs;

    /// <summary>All scores of the last evaluation; null: there was none.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; private set; }

    /// <summary>What the pilot steps foretold; null: there were too few.</summary>
    public double? ForetoldSeconds { get; private set; }

    public void Report(TrainingProgress value)
    {
        _listener?.Report(value);
        if (value.Metrics is { } metrics)
            Judge(metrics, value.Step);
        else if (value.Stage == TrainingStage.Train && value.Steps > 0)
            Time(value);
    }

    public void Dispose() => _stop.Dispose();

    private void Time(TrainingProgress value)
    {
        _steps = value.Steps;
        if (ForetoldSeconds is not null || value.Step < _options.PilotSteps || value.SecondsLeft is not { } left)
            return;
        ForetoldSeconds = left * value.Steps / Math.Max(1, value.Steps - value.Step);
        if (!_mustFinish && _longest is { } longest && left > longest.TotalSeconds)
            Stop(TrialState.TooSlow, FormattableString.Invariant($"At the pace of its first {value.Step} steps it would have taken {ForetoldSeconds:0} s, and there were {longest.TotalSeconds:0} s for it."));
    }

    private void Judge(IReadOnlyDictionary<string, double> metrics, int step)
    {
        Metrics = metrics;
        var share = _steps == 0 ? 1 : (double)step / _steps;
        var score = metrics[_metric];
        foreach (var rung in _options.Halving.Rungs.Skip(_rungs.Count).TakeWhile(rung => rung <= share && share < 1))
        {
            _rungs.Add(new RungScore(rung, score));
            var before = _before.SelectMany(record => record.Rungs).Where(other => other.Share == rung).Select(other => other.Score).ToArray();
            if (_mustFinish || Verdict is not null || _options.Halving.GoesOn(before, score))
                continue;
            Stop(TrialState.Stopped, FormattableString.Invariant($"After {share:0%} of its training {_metric} was {score:0.0000}, {before.Count(other => other > score)} of {before.Length} trials had been better there."));
        }
    }

    private void Stop(TrialState verdict, string message)
    {
        (Verdict, Message) = (verdict, message);
        _stop.Cancel();
    }
}
