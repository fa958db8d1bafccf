namespace Microsoft.ML.AutoML;

/// <summary>Something with a space to sweep.</summary>
public interface ISweepable
{
    SearchSpace.SearchSpace SearchSpace { get; }
}
