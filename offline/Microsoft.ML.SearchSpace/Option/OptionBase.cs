namespace Microsoft.ML.SearchSpace.Option;

/// <summary>What a parameter may be, as a box of features from 0 to 1.</summary>
public abstract class OptionBase
{
    /// <summary>The features of the default.</summary>
    public virtual double[] Default { get; protected set; } = [];

    /// <summary>Features.</summary>
    public abstract int FeatureSpaceDim { get; }

    /// <summary>Values that a feature tells apart; null: as many as one likes.</summary>
    public abstract int?[] Step { get; }

    public abstract double[] MappingToFeatureSpace(Parameter value);

    public abstract Parameter SampleFromFeatureSpace(double[] values);
}
