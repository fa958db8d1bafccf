using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>An estimator that a factory makes of a parameter.</summary>
public class SweepableEstimator : ISweepable<IEstimator<ITransformer>>
{
    private readonly Func<MLContext, Parameter, IEstimator<ITransformer>> _factory;

    /// <exception cref="NullReferenceException">There is no space, as in the original.</exception>
    public SweepableEstimator(Func<MLContext, Parameter, IEstimator<ITransformer>> factory, SearchSpace.SearchSpace ss)
    {
        _ = ss.Default;
        (_factory, SearchSpace) = (factory, ss);
    }

    public SearchSpace.SearchSpace SearchSpace { get; set; }

    public virtual IEstimator<ITransformer> BuildFromOption(MLContext context, Parameter param) => _factory(context, param);
}
