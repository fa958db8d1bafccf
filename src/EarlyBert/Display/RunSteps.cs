namespace EarlyBert.Display;

/// <summary>
/// Puts the reports of a run, which count steps stage by stage, on one axis: search, then training, then its second phase. It is fed report by
/// report, so that a running training can be followed.
/// </summary>
internal sealed class RunSteps
{
    private readonly Dictionary<(TrainingStage, int?), int> _firsts = [];
    private int _before;
    private int _last;
    private double _stepsPerEpoch;
    private (TrainingStage Stage, int? Phase)? _stage;

    /// <summary>Steps of the whole run at a report: before its stage, and in it.</summary>
    public int At(TrainingProgress report)
    {
        if (report.Stage is TrainingStage.Search or TrainingStage.Train && report.Message is null)
        {
            var stage = (report.Stage, report.Phase);
            if (!_firsts.TryGetValue(stage, out var first))
                _firsts[stage] = first = _stage is null ? 0 : _before + _last;
            (_stage, _before, _last) = (stage, first, report.Step);
            if (report.Epoch > 0)
                _stepsPerEpoch = report.Step / report.Epoch;
            return first + report.Step;
        }

        // An evaluation says how many steps of its stage were done, or at least how many epochs.
        if (report.Metrics is null)
            return _before + _last;
        return _before + (report.Step > 0 ? report.Step : report.Epoch > 0 && _stepsPerEpoch > 0 ? (int)Math.Round(report.Epoch * _stepsPerEpoch) : _last);
    }
}
