using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.AutoML;

/// <summary>Sweepable estimators in a row, called e0, e1, ...</summary>
public class SweepablePipeline : ISweepable<EstimatorChain<ITransformer>>
{
    private const string Schema = "_SCHEMA_";

    internal SweepablePipeline(params IEnumerable<SweepableEstimator> estimators) =>
        Estimators = estimators.Select((estimator, index) => (estimator, index)).ToDictionary(pair => $"e{pair.index}", pair => pair.estimator);

    public Dictionary<string, SweepableEstimator> Estimators { get; }

    /// <summary>A space for each estimator under its name, and their order, of which there is one.</summary>
    public SearchSpace.SearchSpace SearchSpace
    {
        get
        {
            var space = new SearchSpace.SearchSpace();
            foreach (var (name, estimator) in Estimators)
                space.Add(name, estimator.SearchSpace);
            space.Add(Schema, new ChoiceOption(string.Join(" * ", Estimators.Keys)));
            return space;
        }
    }

    public EstimatorChain<ITransformer> BuildFromOption(MLContext context, Parameter parameter) =>
        Estimators.Aggregate(new EstimatorChain<ITransformer>(), (chain, pair) => chain.Append(pair.Value.BuildFromOption(context, parameter[pair.Key])));
}
