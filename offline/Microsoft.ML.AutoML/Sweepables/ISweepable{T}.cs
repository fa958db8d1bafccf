using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Something that a point of its space makes whole.</summary>
/// <typeparam name="T">What it becomes.</typeparam>
public interface ISweepable<out T> : ISweepable
{
    T BuildFromOption(MLContext context, Parameter parameter);
}
