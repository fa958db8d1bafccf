using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>
/// CFO of Wu, Wang and Huang (2021), "Frugal Optimization for Cost-related Hyperparameters", section 3: a random direct search, FLOW², from the default on, whose
/// step shrinks as it stops to find better points, begun anew near the start when it has shrunk away. It never looks at what a trial costs: that it moves by
/// small steps from a cheap start is what keeps the cost down.
/// </summary>
internal sealed class CostFrugalTuner : ITuner
{
    /// <summary>First step, in units of √features (section 3.2).</summary>
    private const double FirstStep = 0.1;

    /// <summary>A step below which nothing is left to find, in units of √features.</summary>
    private const double LastStep = 0.01;

    private readonly SearchSpace.SearchSpace _space;
    private readonly Random _random;
    private readonly double[] _start;
    private readonly double _scale;
    private readonly int _patience;
    private readonly HashSet<int> _own = [];
    private double[] _point;
    private double[]? _opposite;
    private double _bestLoss = double.PositiveInfinity;
    private double _step;
    private int _round;
    private int _since;
    private int _tried;
    private int _triedAtBest;
    private bool _pointIsKnown;

    public CostFrugalTuner(SearchSpace.SearchSpace space, int? seed)
    {
        _space = space;
        _random = seed is { } known ? new Random(known) : new Random();
        _point = _start = space.MappingToFeatureSpace(space.SampleFromFeatureSpace(space.Default));
        _scale = Math.Sqrt(Math.Max(1, _start.Length));
        _patience = 1 << Math.Clamp(_start.Length - 1, 0, 9);
        _step = FirstStep * _scale;
    }

    /// <summary>The point that a round starts from, then one a step away in a random direction, and if that was no better, the one opposite.</summary>
    public Parameter Propose(TrialSettings settings)
    {
        _own.Add(settings.TrialId);
        if (!_pointIsKnown)
            return _space.SampleFromFeatureSpace(_point);
        double[] direction;
        if (_opposite is not null)
            (direction, _opposite) = (_opposite, null);
        else
            _opposite = Array.ConvertAll(direction = Direction(), part => -part);
        return _space.SampleFromFeatureSpace([.. _point.Zip(direction, (at, part) => Math.Clamp(at + part, 0, 1))]);
    }

    /// <summary>Moves to a better point; else, after 2^(features − 1) steps for nothing, makes the step smaller. Trials of others count when they are better.</summary>
    public void Update(TrialResult result)
    {
        var own = _own.Remove(result.TrialSettings.TrialId);
        if (own)
            _tried++;
        if (result.Loss < _bestLoss)
        {
            (_point, _bestLoss, _opposite, _since, _triedAtBest, _pointIsKnown) = (_space.MappingToFeatureSpace(result.TrialSettings.Parameter), result.Loss, null, 0, _tried, true);
            return;
        }

        if (!own)
            return;
        if (!_pointIsKnown)
        {
            // A round begins wherever it was put, and a point without a loss is as bad as any.
            (_pointIsKnown, _triedAtBest) = (true, _tried);
            return;
        }

        if (++_since < _patience || _opposite is not null)
            return;
        // By 1/√η, η the steps of the round over those to its best point.
        _step /= Math.Max(Math.Sqrt((double)_tried / Math.Max(1, _triedAtBest)), 1.1);
        _since = 0;
        if (_step < LastStep * _scale)
            Restart();
    }

    /// <summary>Begins a round at a point near the start, with a larger step.</summary>
    private void Restart()
    {
        _round++;
        _step = Math.Min(_scale, FirstStep * _scale * (1 + _round));
        _point = [.. _start.Zip(Direction(), (at, part) => Math.Clamp(at + part, 0, 1))];
        (_bestLoss, _opposite, _since, _tried, _triedAtBest, _pointIsKnown) = (double.PositiveInfinity, null, 0, 0, 0, false);
    }

    /// <summary>A random vector on the sphere of the step's radius.</summary>
    private double[] Direction()
    {
        var vector = Array.ConvertAll(_start, _ => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        var length = Math.Max(1e-12, Math.Sqrt(vector.Sum(part => part * part)));
        return Array.ConvertAll(vector, part => part * _step / length);
    }
}
