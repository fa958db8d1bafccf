using EarlyBert.Training;

namespace EarlyBert.Cli.Demo;

/// <summary>Settings of both runs: the model that comes with the library, and its rates.</summary>
internal static class DemoSettings
{
    public static EarlyBertOptions Of(Strategy strategy, DemoRequest request) => new()
    {
        Strategy = strategy,
        MaxTokens = 128,
        Seed = request.Seed,
        Threads = request.Threads,
        GpuDeviceId = request.GpuDeviceId,
        FallbackToCpu = request.FallbackToCpu,
        Train = new TrainOptions { WarmupFraction = 0.1 },
    };
}
