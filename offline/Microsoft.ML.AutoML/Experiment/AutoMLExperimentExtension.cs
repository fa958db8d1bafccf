namespace Microsoft.ML.AutoML;

/// <summary>The tuners that come with the library, each by its method.</summary>
public static class AutoMLExperimentExtension
{
    public static AutoMLExperiment SetRandomSearchTuner(this AutoMLExperiment experiment, int? seed = null) =>
        experiment.SetTuner(services => new RandomSearchTuner(Of(services).SearchSpace!, seed ?? Of(services).Seed));

    public static AutoMLExperiment SetGridSearchTuner(this AutoMLExperiment experiment, int step = 10) =>
        experiment.SetTuner(services => new GridSearchTuner(Of(services).SearchSpace!, step));

    public static AutoMLExperiment SetCostFrugalTuner(this AutoMLExperiment experiment) =>
        experiment.SetTuner(services => new CostFrugalTuner(Of(services).SearchSpace!, Of(services).Seed));

    private static AutoMLExperiment.AutoMLExperimentSettings Of(IServiceProvider services) =>
        (AutoMLExperiment.AutoMLExperimentSettings)services.GetService(typeof(AutoMLExperiment.AutoMLExperimentSettings))!;
}
