using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace EarlyBert.Sweeps;

/// <summary>
/// A tuner that AutoML keeps to itself, reached through the one door there is: an experiment on a thread of its own, whose trial runner hands each proposal over here and
/// waits for the outcome.
/// </summary>
internal sealed class ExperimentTuner : ITuner, ITrialRunner
{
    private const string Key = "sweep";

    private readonly BlockingCollection<TrialSettings> _proposals = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _experiment;
    private TaskCompletionSource<TrialResult> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TrialSettings? _proposed;
    private int? _open;
    private bool _ended;

    /// <param name="space">What it searches.</param>
    /// <param name="seed">Seed of the experiment.</param>
    /// <param name="choose">Sets the experiment's tuner.</param>
    public ExperimentTuner(Microsoft.ML.SearchSpace.SearchSpace space, int seed, Action<AutoMLExperiment> choose)
    {
        var experiment = new MLContext(seed).Auto().CreateExperiment(new AutoMLExperiment.AutoMLExperimentSettings { Seed = seed })
            .AddSearchSpace(Key, space)
            .SetMaxModelToExplore(int.MaxValue)
            .SetTrialRunner(new Desk(this));
        choose(experiment);
        _experiment = Task.Run(async () =>
        {
            try
            {
                await experiment.RunAsync(_stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _proposals.CompleteAdding();
            }
        });
    }

    /// <inheritdoc/>
    public Parameter Propose(TrialSettings settings)
    {
        if (_open is not null)
            throw new InvalidOperationException("The tuner was not told yet what its last proposal led to.");
        try
        {
            _proposed = _proposals.Take();
        }
        catch (InvalidOperationException)
        {
            _experiment.GetAwaiter().GetResult(); // throws what ended it
            throw;
        }

        _open = settings.TrialId;
        return _proposed.Parameter[Key];
    }

    /// <summary>Tells what a proposal led to; outcomes of anything else are passed over.</summary>
    public void Update(TrialResult result)
    {
        if (_open != result.TrialSettings.TrialId || _proposed is null)
            return;
        var outcome = _outcome;
        (_open, _outcome) = (null, new TaskCompletionSource<TrialResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        outcome.SetResult(new TrialResult { TrialSettings = _proposed, Loss = result.Loss, Metric = result.Metric, DurationInMilliseconds = result.DurationInMilliseconds });
    }

    Task<TrialResult> ITrialRunner.RunAsync(TrialSettings settings, CancellationToken ct)
    {
        // The token is not waited on: the experiment would hear of its end here before it knows of it itself, and propose for ever.
        var outcome = _outcome;
        if (_stop.IsCancellationRequested)
            return Task.FromCanceled<TrialResult>(_stop.Token);
        _proposals.Add(settings, ct);
        return outcome.Task;
    }

    /// <summary>Ends the experiment.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _stop.Cancel();
        _outcome.TrySetCanceled();
        // How it ends is of no interest: without a trial, or cancelled in one.
        _experiment.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _proposals.Dispose();
        _stop.Dispose();
    }

    /// <summary>The runner that the experiment disposes after each trial.</summary>
    private sealed class Desk(ITrialRunner tuner) : ITrialRunner
    {
        public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct) => tuner.RunAsync(settings, ct);

        public void Dispose()
        {
        }
    }
}
