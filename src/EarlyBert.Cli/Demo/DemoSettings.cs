using EarlyBert.Tickets;
using EarlyBert.Training;

namespace EarlyBert.Cli.Demo;

/// <summary>Settings that suit a small BERT trained from random weights; the paper's are for a pre-trained one.</summary>
internal static class DemoSettings
{
    public static EarlyBertOptions Of(Strategy strategy, DemoRequest request, string corpus) => new()
    {
        Strategy = strategy,
        Scratch = "tiny",
        VocabularySize = 4096,
        MaxTokens = 128,
        Seed = request.Seed,
        Threads = request.Threads,
        GpuDeviceId = request.GpuDeviceId,
        FallbackToCpu = request.FallbackToCpu,
        // Coefficients have to move from 1 within a fifth of an epoch, so the search takes the training's rate too.
        Search = new SearchOptions { LearningRate = LearningRate },
        Draw = new DrawOptions { HeadRatio = 0.5, NeuronRatio = 0.4 },
        Train = new TrainOptions { LearningRate = LearningRate, WarmupFraction = 0.1, BatchSize = 32 },
    };

    /// <summary>Twenty times the paper's 2e-5: random weights have far to go.</summary>
    private const double LearningRate = 5e-4;
}
