using EarlyBert.Tickets;
using EarlyBert.Training;

namespace EarlyBert.Cli.Demo;

/// <summary>Settings that suit a small BERT trained from random weights; the paper's are for a pre-trained one.</summary>
internal static class DemoSettings
{
    /// <summary>BERT tiny's layers and width with four heads a layer, so that there is something to choose from.</summary>
    public const string Shape = "L2-H128-A4";

    public static EarlyBertOptions Of(Strategy strategy, DemoRequest request) => new()
    {
        Strategy = strategy,
        Scratch = Shape,
        VocabularySize = 4096,
        MaxTokens = 128,
        Seed = request.Seed,
        Threads = request.Threads,
        GpuDeviceId = request.GpuDeviceId,
        FallbackToCpu = request.FallbackToCpu,
        // Coefficients have to move from 1 within a fifth of an epoch, so the search takes the training's rate too.
        Search = new SearchOptions { LearningRate = LearningRate },
        Draw = new DrawOptions { HeadRatio = 1.0 / 3, NeuronRatio = 0.4 },
        Train = new TrainOptions { LearningRate = LearningRate, WarmupFraction = 0.1, BatchSize = 32 },
    };

    /// <summary>Twenty-five times the paper's 2e-5: random weights have far to go.</summary>
    private const double LearningRate = 5e-4;
}
