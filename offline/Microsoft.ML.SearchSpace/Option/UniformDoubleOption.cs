namespace Microsoft.ML.SearchSpace.Option;

/// <summary>A <see cref="double"/> between two others.</summary>
public sealed class UniformDoubleOption : UniformNumericOption
{
    public UniformDoubleOption(double min, double max, bool logBase = false, double? defaultValue = null) : base(min, max, logBase)
    {
        if (defaultValue is { } value)
            Default = MappingToFeatureSpace(Parameter.FromDouble(value));
    }
}
