using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>What <see cref="MLContextExtension.Auto"/> gives.</summary>
public sealed class AutoCatalog
{
    private readonly MLContext _context;

    internal AutoCatalog(MLContext context) => _context = context;

    public AutoMLExperiment CreateExperiment(AutoMLExperiment.AutoMLExperimentSettings? settings = null) => new(_context, settings ?? new AutoMLExperiment.AutoMLExperimentSettings());

    /// <summary>An estimator that a factory makes of an option object. The space must be given: the default fails, as the original's does.</summary>
    public SweepableEstimator CreateSweepableEstimator<T>(Func<MLContext, T, IEstimator<ITransformer>> factory, SearchSpace<T>? ss = null)
        where T : class, new() =>
        new((context, parameter) => factory(context, parameter.AsType<T>()), ss!);
}
