using System.Diagnostics;

namespace EarlyBert.Benchmarks;

/// <summary>A training step alone, and beside one process that keeps a core busy.</summary>
internal static class NeighbourBenchmark
{
    public static void Run(Settings settings)
    {
        var table = new ResultTable(settings, "neighbour", "L4 H256, 32 × 64", "alone, ms/step", "beside a busy process, ms/step", "times as long");
        var timing = StepBenchmark.Mini(settings);
        if (PyTorch.Missing is { } reason)
            Console.Error.WriteLine($"Plain PyTorch is not measured: {reason}.");
        else
            Measure(settings, table, "PyTorch tuned", timing, timing.PyTorchTuned);
        Measure(settings, table, "EarlyBert", timing, timing.Ours);
        table.Print();
    }

    private static void Measure(Settings settings, ResultTable table, string name, StepTiming timing, Func<Settings, double[]> side)
    {
        var (alone, beside) = (new List<double[]>(), new List<double[]>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            alone.Add(side(settings));
            using var neighbour = BusyProcess();
            try
            {
                beside.Add(side(settings));
            }
            finally
            {
                neighbour.Kill();
            }
        }

        double Milliseconds(List<double[]> rounds) => 1000 * StepBenchmark.Seconds(rounds) / timing.Steps;
        table.Add(name, Milliseconds(alone), Milliseconds(beside), Milliseconds(beside) / Milliseconds(alone));
    }

    private static Process BusyProcess() => OperatingSystem.IsWindows()
        ? Process.Start("powershell", ["-NoProfile", "-Command", "while ($true) { }"])
        : Process.Start("/bin/sh", ["-c", "while :; do :; done"]);
}
