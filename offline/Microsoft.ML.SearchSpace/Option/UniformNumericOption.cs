namespace Microsoft.ML.SearchSpace.Option;

/// <summary>A number between two others, spaced evenly or evenly in its logarithm. Like the original it checks nothing.</summary>
public abstract class UniformNumericOption : OptionBase
{
    public UniformNumericOption(double min, double max, bool logBase = false)
    {
        (Min, Max, LogBase) = (min, max, logBase);
        Default = [0];
    }

    public double Min { get; }

    public double Max { get; }

    public bool LogBase { get; }

    public override int FeatureSpaceDim => 1;

    public override int?[] Step => [null];

    public override double[] MappingToFeatureSpace(Parameter param)
    {
        var (low, high, value) = (Min, Max, param.AsType<double>());
        if (LogBase)
            (low, high, value) = (Math.Log(low), Math.Log(high), Math.Log(value));
        return [(value / (high - low)) - (low / (high - low))];
    }

    public override Parameter SampleFromFeatureSpace(double[] values)
    {
        var share = values[0];
        return Parameter.FromDouble(LogBase ? Min * Math.Pow(Max / Min, share) : Min + ((Max - Min) * share));
    }
}
