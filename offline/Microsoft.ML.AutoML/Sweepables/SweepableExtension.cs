namespace Microsoft.ML.AutoML;

/// <summary>Pipelines of estimators, some of which are swept.</summary>
public static class SweepableExtension
{
    public static SweepablePipeline Append(this IEstimator<ITransformer> estimator, SweepableEstimator estimator1) => new(Fixed(estimator), estimator1);

    public static SweepablePipeline Append(this IEstimator<ITransformer> estimator, SweepablePipeline pipeline) => new([Fixed(estimator), .. pipeline.Estimators.Values]);

    public static SweepablePipeline Append(this SweepableEstimator estimator, IEstimator<ITransformer> estimator1) => new(estimator, Fixed(estimator1));

    public static SweepablePipeline Append(this SweepableEstimator estimator, SweepablePipeline estimator1) => new([estimator, .. estimator1.Estimators.Values]);

    public static SweepablePipeline Append(this SweepablePipeline pipeline, IEstimator<ITransformer> estimator) => new([.. pipeline.Estimators.Values, Fixed(estimator)]);

    private static SweepableEstimator Fixed(IEstimator<ITransformer> estimator) => new((_, _) => estimator, new SearchSpace.SearchSpace());
}
