using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;

namespace Sentiment.Web;

/// <summary>The saved pipeline: scores batches itself, and makes engines for single texts.</summary>
internal sealed class SentimentModel : PooledObjectPolicy<PredictionEngine<Input, Output>>, IDisposable
{
    private readonly MLContext _ml;
    private readonly ITransformer _pipeline;

    private SentimentModel(MLContext ml, ITransformer pipeline) => (_ml, _pipeline) = (ml, pipeline);

    public static SentimentModel Load(string path)
    {
        var ml = new MLContext();
        return File.Exists(path)
            ? new SentimentModel(ml, ml.Model.Load(path, out _))
            : throw new FileNotFoundException($"There is no model '{path}'; train one (README.md), and name it with Model, on the command line or in the environment.");
    }

    public IEnumerable<Output> Score(IEnumerable<Input> inputs) =>
        _ml.Data.CreateEnumerable<Output>(_pipeline.Transform(_ml.Data.LoadFromEnumerable(inputs)), reuseRowObject: false);

    public override PredictionEngine<Input, Output> Create() => _ml.Model.CreatePredictionEngine<Input, Output>(_pipeline);

    public override bool Return(PredictionEngine<Input, Output> obj) => true;

    public void Dispose() => (_pipeline as IDisposable)?.Dispose();
}
