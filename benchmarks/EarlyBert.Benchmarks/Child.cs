using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EarlyBert.Benchmarks;

/// <summary>Runs each measurement in a process of its own, so that neither side inherits the other's memory, threads or settings.</summary>
internal static class Child
{
    // What would carry one side's tuning into the other.
    private static readonly string[] _tuning =
        ["LD_LIBRARY_PATH", "LD_PRELOAD", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "OPENBLAS_NUM_THREADS", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"];

    /// <summary>The last line of the program's standard output, which is JSON.</summary>
    /// <exception cref="EarlyBertException">The program failed; its last error line is in the message.</exception>
    public static JsonNode Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in _tuning)
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new EarlyBertException($"'{program} {string.Join(' ', start.ArgumentList)}' ended with {process.ExitCode}: {LastLine(errors.Result)}");
        return JsonNode.Parse(LastLine(output))!;
    }

    /// <summary>Runs a command of this program.</summary>
    public static JsonNode RunSelf(IEnumerable<string> arguments) =>
        Run(Environment.ProcessPath!, Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(Child).Assembly.Location, .. arguments] : arguments);

    private static string LastLine(string text) => text.Trim().Split('\n')[^1];
}
