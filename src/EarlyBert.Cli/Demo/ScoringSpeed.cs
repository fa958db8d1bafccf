using System.Diagnostics;

namespace EarlyBert.Cli.Demo;

/// <summary>Milliseconds to score one message, in batches; the best of a few rounds in turn, so that a neighbour's work does not decide.</summary>
internal sealed record ScoringSpeed(double DenseMilliseconds, double EarlyBirdMilliseconds)
{
    private const int Rounds = 4;
    private const int MostRows = 512;

    public static ScoringSpeed Measure(string dense, string earlyBird, LabelledTexts rows, DemoRequest request, CancellationToken cancellation)
    {
        using var first = TextClassifier.Load(Path.Combine(dense, "model"), request.GpuDeviceId, request.FallbackToCpu);
        using var second = TextClassifier.Load(Path.Combine(earlyBird, "model"), request.GpuDeviceId, request.FallbackToCpu);
        string[] texts = [.. rows.Texts.Take(MostRows)];
        var best = new ScoringSpeed(double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            best = new(Math.Min(best.DenseMilliseconds, Time(first, texts)), Math.Min(best.EarlyBirdMilliseconds, Time(second, texts)));
        }

        return best;
    }

    private static double Time(TextClassifier model, string[] texts)
    {
        var clock = Stopwatch.StartNew();
        model.Score(texts);
        return clock.Elapsed.TotalMilliseconds / texts.Length;
    }
}
