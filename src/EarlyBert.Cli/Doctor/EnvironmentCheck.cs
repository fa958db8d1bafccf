using System.Globalization;
using EarlyBert.Cli.Output;
using TorchSharp;

namespace EarlyBert.Cli.Doctor;

/// <summary>What this machine and build offer.</summary>
internal static class EnvironmentCheck
{
    /// <summary>Libraries of linear algebra that libtorch loads, by a part of their path, and what is known of them.</summary>
    private static readonly (string Path, string Note)[] Blas =
    [
        ("openblas-openmp", "OpenBLAS for OpenMP: its threads are libtorch's own, good"),
        ("openblas-pthread", "OpenBLAS for pthreads: its threads fight libtorch's and a step takes twice as long; on Debian install libopenblas0-openmp"),
        ("openblas", "OpenBLAS"),
        ("libblis", "BLIS, good"),
        ("libmkl", "MKL, good"),
        ("libatlas", "ATLAS"),
        ("blas/libblas", "reference BLAS: matrix products are 40 times slower; on Debian install libopenblas0-openmp"),
    ];

    public static void Write(TextWriter output)
    {
        EarlyBertRuntime.UseThreads(0);
        using (torch.NewDisposeScope())
            torch.mm(torch.ones(2, 2), torch.ones(2, 2)); // Loads what computes.
        var info = EnvironmentInfo.Of(null);
        output.WriteLine($"platform   {info.Platform}");
        output.WriteLine($"stack      {info.Stack}");
        foreach (var (name, version) in info.Versions)
            output.WriteLine($"version    {name} {version}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"threads    {info.Threads}, physical cores {EarlyBertRuntime.PhysicalCores}, processors {Environment.ProcessorCount}"));
        output.WriteLine($"device     {(torch.cuda.is_available() ? $"cpu, and {torch.cuda.device_count()} of CUDA" : "cpu; libtorch sees no CUDA device")}");
        output.WriteLine($"blas       {BlasNote()}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory     {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20:#,0} MB"));
    }

    private static string BlasNote()
    {
        const string maps = "/proc/self/maps";
        if (!File.Exists(maps))
            return "libtorch's own";
        var loaded = File.ReadLines(maps).Select(line => line[(line.LastIndexOf(' ') + 1)..]).Where(path => path.StartsWith('/')).Distinct().ToArray();
        foreach (var (part, note) in Blas)
        {
            if (loaded.FirstOrDefault(path => path.Contains(part, StringComparison.Ordinal)) is { } path)
                return $"{note} ({path})";
        }

        return "libtorch's own";
    }
}
