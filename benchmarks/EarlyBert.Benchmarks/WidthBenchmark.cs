using System.Diagnostics;
using EarlyBert.Bert;
using static TorchSharp.torch;

namespace EarlyBert.Benchmarks;

/// <summary>The feed-forward network of a ticket's layer, forward and backward, at the width that the ticket left and as <see cref="FastWidth"/> pads it.</summary>
internal static class WidthBenchmark
{
    private const int Tokens = 2048;

    public static void Run(Settings settings)
    {
        EarlyBertRuntime.UseThreads(settings.Threads);
        var table = new ResultTable(settings, "width", "feed-forward network, 2,048 tokens", "as it is, ms", "padded, ms", "ratio");
        foreach (var (hidden, neurons) in settings.Quick ? [(32, 77)] : new[] { (128, 307), (256, 614), (768, 1843) })
        {
            using var scope = NewDisposeScope();
            var (input, weight, bias) = (randn(Tokens, hidden), randn(neurons, hidden).requires_grad_(), randn(neurons).requires_grad_());
            var (back, backBias) = (randn(hidden, neurons).requires_grad_(), randn(hidden).requires_grad_());
            Func<Tensor>[] sides =
            [
                () => nn.functional.linear(nn.functional.gelu(nn.functional.linear(input, weight, bias)), back, backBias),
                () => FastWidth.Projection(nn.functional.gelu(FastWidth.Linear(input, weight, bias)), back, backBias),
            ];
            var times = sides.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round <= settings.Rounds; round++)
            {
                for (var side = 0; side < sides.Length; side++)
                {
                    var milliseconds = Time(sides[side], settings.Quick ? 1 : 20);
                    if (round > 0)
                        times[side].Add(milliseconds); // The first round warms up.
                }
            }

            var (plain, padded) = (Statistics.Median(times[0]), Statistics.Median(times[1]));
            table.Add($"H{hidden}, {neurons} neurons", plain, padded, padded / plain);
        }

        table.Print();
    }

    private static double Time(Func<Tensor> forward, int steps)
    {
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            forward().sum().backward();
        }

        return clock.Elapsed.TotalMilliseconds / steps;
    }
}
