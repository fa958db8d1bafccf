using System.Globalization;
using System.Text.Json.Nodes;

namespace EarlyBert.Benchmarks;

/// <summary>The other side: plain PyTorch of the distribution, <c>benchmarks/pytorch</c>, on the same libtorch.</summary>
internal static class PyTorch
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Why there is no other side; null when there is one.</summary>
    public static string? Missing { get; } = Find();

    /// <summary>Debian's default: OpenBLAS's pthread build, nothing set.</summary>
    public static JsonNode AsInstalled(Settings settings, string script, IEnumerable<string> arguments) =>
        Run(settings, script, arguments, new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = Blas("pthread") });

    /// <summary>OpenBLAS's OpenMP build, large blocks kept by malloc, threads set.</summary>
    public static JsonNode Tuned(Settings settings, string script, IEnumerable<string> arguments) =>
        Run(settings, script, [.. arguments, "--threads", Text(settings.Threads)], TunedEnvironment(settings));

    /// <summary>Writes a model folder as an ONNX graph.</summary>
    public static void ExportOnnx(Settings settings, string folder, string file) => Run(settings, "export.py", [folder, file], TunedEnvironment(settings));

    private static Dictionary<string, string> TunedEnvironment(Settings settings) => new()
    {
        ["LD_LIBRARY_PATH"] = Blas("openmp"),
        ["MALLOC_MMAP_THRESHOLD_"] = "4294967296",
        ["MALLOC_TRIM_THRESHOLD_"] = "17179869184",
        ["OMP_NUM_THREADS"] = Text(settings.Threads),
    };

    private static JsonNode Run(Settings settings, string script, IEnumerable<string> arguments, Dictionary<string, string> environment) =>
        Child.Run(Python, [Path.Combine(settings.Root, "benchmarks", "pytorch", script), .. arguments], new Dictionary<string, string>(environment) { ["PYTHONDONTWRITEBYTECODE"] = "1" });

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Python))
            return $"there is no {Python}";
        if (BlasFolder("pthread") is null || BlasFolder("openmp") is null)
            return "libopenblas0-pthread and libopenblas0-openmp are not both installed";
        try
        {
            Child.Run(Python, ["-c", "import torch; print(1)"]);
            return null;
        }
        catch (EarlyBertException)
        {
            return $"{Python} has no torch (Debian: apt-get install python3-torch)";
        }
    }

    private static string Blas(string build) => BlasFolder(build) ?? throw new EarlyBertException($"libopenblas0-{build} is not installed.");

    private static string? BlasFolder(string build) =>
        Directory.EnumerateDirectories("/usr/lib").Select(folder => Path.Combine(folder, "openblas-" + build)).FirstOrDefault(Directory.Exists);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
