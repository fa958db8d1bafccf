using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;

namespace Sentiment.Web;

/// <summary>Healthy is a service whose model answers.</summary>
internal sealed class ModelHealth(ObjectPool<PredictionEngine<Input, Output>> engines) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var engine = engines.Get();
        try
        {
            var output = engine.Predict(new Input { Sentence = "fine" });
            return Task.FromResult(output.Score.All(float.IsFinite) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The model's scores are not numbers."));
        }
        finally
        {
            engines.Return(engine);
        }
    }
}
