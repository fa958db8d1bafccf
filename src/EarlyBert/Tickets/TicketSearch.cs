using EarlyBert.Bert;
using EarlyBert.Training;

namespace EarlyBert.Tickets;

/// <summary>
/// Stage 1, the search: what to record of the coefficients, and when to stop. The masks it compares are evenly spaced over the
/// first epoch, or over the stretch before the draw.
/// </summary>
internal sealed class TicketSearch
{
    private readonly BertConfig _config;
    private readonly SlimmingCoefficients _coefficients;
    private readonly SearchOptions _options;
    private readonly DrawOptions _draw;
    private readonly List<int> _steps = [];
    private readonly List<float[][]> _heads = [];
    private readonly List<float[][]> _neurons = [];
    private readonly List<MaskDistancePoint> _trace = [];

    /// <param name="model">The model with coefficients.</param>
    /// <param name="options">The search.</param>
    /// <param name="draw">The masks to compare.</param>
    /// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
    /// <param name="earlier">What an interrupted search recorded, to go on with; null: a new search.</param>
    public TicketSearch(BertModel model, SearchOptions options, DrawOptions draw, int stepsPerEpoch, SearchRecord? earlier = null)
    {
        _config = model.Config;
        _coefficients = new SlimmingCoefficients(model);
        _options = options;
        _draw = draw;
        Steps = StepsOf(options.Schedule, stepsPerEpoch);
        if (earlier is null)
        {
            Record(0);
            return;
        }

        _steps.AddRange(earlier.Steps);
        _heads.AddRange(earlier.Heads);
        _neurons.AddRange(earlier.Neurons);
        _trace.AddRange(MaskDistance.Trace(earlier, draw));
    }

    /// <summary>Steps until the draw; while waiting for stable masks the most there can be.</summary>
    public int Steps { get; }

    /// <summary>Steps until a schedule draws; the most there can be.</summary>
    public static int StepsOf(DrawSchedule schedule, int stepsPerEpoch) => schedule switch
    {
        DrawSchedule.Fraction at => Math.Max(1, (int)Math.Round(at.Value * stepsPerEpoch)),
        DrawSchedule.Step at => at.Value,
        _ => stepsPerEpoch,
    };

    /// <summary>The search stage of a fine-tuning: the learning rate falls as in a dense run, which the draw cuts short.</summary>
    public static StagePlan PlanOf(FineTuning run)
    {
        var (options, steps) = (run.Options.Search, StepsOf(run.Options.Search.Schedule, run.StepsPerEpoch));
        return new StagePlan(TrainingStage.Search, options.LearningRate!.Value, steps, Math.Max(steps, run.StepsOf(options.DecayEpochs)));
    }

    /// <summary>Mask distances so far.</summary>
    public IReadOnlyList<MaskDistancePoint> Trace => _trace;

    /// <summary>What was recorded.</summary>
    public SearchRecord Result => new() { Steps = [.. _steps], Heads = [.. _heads], Neurons = [.. _neurons], KeptHeads = _config.KeptHeads, KeptNeurons = _config.KeptNeurons };

    public void AddPenaltyGradients() => _coefficients.AddPenaltyGradients(_options.HeadPenalty, _options.NeuronPenalty);

    /// <summary>Sees a step; false when the ticket is to be drawn.</summary>
    public bool Observe(int step)
    {
        // The k-th of n recorded masks is taken after k/n of the steps.
        if ((long)step * _options.RecordedMasks / Steps > (long)(step - 1) * _options.RecordedMasks / Steps)
            Record(step);
        return step < Steps && !(_options.Schedule is DrawSchedule.Stable rule && MaskDistance.IsStable(_trace, rule.Distance, rule.Patience));
    }

    private void Record(int step)
    {
        _steps.Add(step);
        _heads.Add(_coefficients.Heads);
        _neurons.Add(_coefficients.Neurons);
        if (_steps.Count > 1)
        {
            var lastTwo = new SearchRecord { Steps = _steps[^2..], Heads = _heads[^2..], Neurons = _neurons[^2..] };
            _trace.AddRange(MaskDistance.Trace(lastTwo, _draw));
        }
    }
}
