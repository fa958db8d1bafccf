using EarlyBert.MLNet;
using Microsoft.ML.AutoML;

namespace EarlyBert.Sweeps;

/// <summary>
/// Runs the trials of an <see cref="AutoMLExperiment"/>, with any tuner, on what a <see cref="SweepSession"/> shares among them. The best model so far is kept, the others are disposed. For
/// <c>experiment.AddSearchSpace("earlybert", session.SearchSpace).SetTrialRunner(new EarlyBertTrialRunner(session))</c>.
/// </summary>
/// <param name="session">What the trials share; dispose it after the experiment.</param>
public sealed class EarlyBertTrialRunner(SweepSession session) : ITrialRunner
{
    private readonly List<TrialRecord> _records = [];
    private EarlyBertClassifierTransformer? _model;

    /// <summary>The trials so far.</summary>
    public IReadOnlyList<TrialRecord> Records => _records;

    /// <summary>Runs a trial. The result has a model only if it is the best so far; the model that was the best before is disposed.</summary>
    /// <param name="settings">What the tuner proposes.</param>
    /// <param name="ct">Ends it at the next step.</param>
    /// <exception cref="EarlyBertException">The trial failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        session.EnsureSearch(journal: null, ct);
        var best = TrialRecord.BestOf(_records);
        var outcome = session.RunTrial(session.Points.Of(settings.Parameter), _records, mustFinish: best is null, session.Options.LongestTrial, ct);
        var record = outcome.Record;
        _records.Add(record);
        if (record.State == TrialState.Failed)
            throw new EarlyBertException(record.Message ?? "The trial failed.");
        var result = new EarlyBertTrialResult(settings, record, best);
        if (record.IsBetterThan(best))
        {
            _model?.Dispose();
            result.Model = _model = outcome.Model;
        }
        else
        {
            outcome.Model?.Dispose();
        }

        return Task.FromResult<TrialResult>(result);
    }

    /// <summary>Does nothing: an experiment disposes its runner after every trial. The best model is the caller's.</summary>
    public void Dispose()
    {
    }
}
