namespace Microsoft.ML.SearchSpace;

/// <summary>The space that a class's attributes describe; members without one keep what the default object has.</summary>
/// <typeparam name="T">The class.</typeparam>
public sealed class SearchSpace<T> : SearchSpace
    where T : class, new()
{
    public SearchSpace() : base(typeof(T))
    {
    }

    public SearchSpace(T defaultOption) : base(typeof(T), Parameter.FromObject(defaultOption))
    {
    }

    public new T SampleFromFeatureSpace(double[] feature) => base.SampleFromFeatureSpace(feature).AsType<T>();

    public double[] MappingToFeatureSpace(T input) => MappingToFeatureSpace(Parameter.FromObject(input));
}
