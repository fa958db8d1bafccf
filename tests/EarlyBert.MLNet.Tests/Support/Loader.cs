using System.Diagnostics;

namespace EarlyBert.MLNet.Tests.Support;

/// <summary>The small application beside us, which knows ML.NET alone.</summary>
internal static class Loader
{
    /// <summary>Runs it with the same configuration and framework.</summary>
    /// <param name="arguments">The model, then texts.</param>
    /// <returns>What it printed.</returns>
    public static string[] Run(string[] arguments)
    {
        var ours = typeof(Loader).Assembly.GetName().Name!;
        var loader = Path.Combine(AppContext.BaseDirectory.Replace($"{Path.DirectorySeparatorChar}{ours}{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}{ours}.Loader{Path.DirectorySeparatorChar}", StringComparison.Ordinal), $"{ours}.Loader.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "exec", loader }.Concat(arguments))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "the loader did not end");
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
