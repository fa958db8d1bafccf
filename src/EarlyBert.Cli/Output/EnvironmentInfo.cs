using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace EarlyBert.Cli.Output;

/// <summary>What a run stood on; <c>environment</c> in <c>result.json</c>.</summary>
internal sealed record EnvironmentInfo
{
    /// <summary><c>packages</c> or <c>offline</c>, as the program was built.</summary>
    public required string Stack { get; init; }

    /// <summary>Versions by component.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Threads of tensor operations.</summary>
    public required int Threads { get; init; }

    /// <summary><c>cpu</c> or <c>cuda:0</c> and so on.</summary>
    public required string Device { get; init; }

    /// <summary>Operating system and processor architecture.</summary>
    public required string Platform { get; init; }

    /// <summary>What is there now.</summary>
    /// <param name="gpu">The CUDA device that was asked for; null: the CPU.</param>
    public static EnvironmentInfo Of(int? gpu) => new()
    {
        Stack = Metadata("Stack"),
        Versions = new Dictionary<string, string>
        {
            ["earlybert"] = VersionOf(typeof(EnvironmentInfo)),
            ["dotnet"] = Environment.Version.ToString(),
            ["TorchSharp"] = VersionOf(typeof(torch)),
            ["Microsoft.ML"] = VersionOf(typeof(Microsoft.ML.MLContext)),
            ["Microsoft.ML.Tokenizers"] = VersionOf(typeof(Microsoft.ML.Tokenizers.WordPieceTokenizer)),
        },
        Threads = torch.get_num_threads(),
        Device = gpu is { } id && torch.cuda.is_available() ? $"cuda:{id}" : "cpu",
        Platform = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
    };

    /// <summary>The most memory that this process has held so far.</summary>
    public static long PeakMemoryBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static string VersionOf(Type type)
    {
        var version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
        return version.Split('+')[0]; // What follows is a commit.
    }

    private static string Metadata(string key) =>
        typeof(EnvironmentInfo).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == key)?.Value ?? "unknown";
}
