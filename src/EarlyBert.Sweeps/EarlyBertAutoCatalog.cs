using EarlyBert;
using EarlyBert.MLNet;
using EarlyBert.Sweeps;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML;

/// <summary>EarlyBERT in AutoML's catalog.</summary>
public static class EarlyBertAutoCatalog
{
    /// <summary>
    /// A classifier by early-bird ticket as a sweepable estimator, for pipelines and trial runners of AutoML's own. Each trial then searches for itself; a <see cref="SweepSession"/> with its
    /// <see cref="EarlyBertTrialRunner"/> shares the search.
    /// </summary>
    /// <param name="catalog">The catalog, <c>ml.Auto()</c>.</param>
    /// <param name="options">Columns, and the run that trials vary; the trial's values take the place of its own.</param>
    /// <param name="space">What is varied; null: the built-in space.</param>
    /// <exception cref="EarlyBertException">Options are out of range.</exception>
    public static SweepableEstimator CreateSweepableEarlyBertClassifier(this AutoCatalog catalog, EarlyBertClassifierOptions options, SearchSpace<EarlyBertSearchOptions>? space = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        var own = options.Checked();
        return catalog.CreateSweepableEstimator((context, point) =>
        {
            var trial = own.Checked();
            trial.EarlyBert = point.ApplyTo(own.EarlyBert);
            return (IEstimator<ITransformer>)context.Transforms.EarlyBertClassifier(trial);
        }, space ?? new SearchSpace<EarlyBertSearchOptions>(EarlyBertSearchOptions.Of(own.EarlyBert)));
    }
}
