namespace Microsoft.ML.SearchSpace.Option;

/// <summary>A whole number between two others; rounded down, so that the largest is met at the very end alone.</summary>
public sealed class UniformIntOption : UniformNumericOption
{
    /// <summary>What rounding errors may take away from a whole number.</summary>
    private const double Slack = 1e-6;

    public UniformIntOption(int min, int max, bool logBase = false, int? defaultValue = null) : base(min, max, logBase)
    {
        if (defaultValue is { } value)
            Default = MappingToFeatureSpace(Parameter.FromInt(value));
    }

    public override double[] MappingToFeatureSpace(Parameter param) => base.MappingToFeatureSpace(Parameter.FromDouble(param.AsType<int>()));

    public override Parameter SampleFromFeatureSpace(double[] values) => Parameter.FromInt((int)Math.Floor(base.SampleFromFeatureSpace(values).AsType<double>() + Slack));
}
