using System.Text.Json;
using EarlyBert.Cli.Output;
using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.Data;

/// <summary>The curves in <c>metrics.jsonl</c>.</summary>
internal static class CurvesFile
{
    /// <summary>Reads the file; none: a run without curves.</summary>
    public static RunCurves Load(string path)
    {
        var (reports, torn) = (new List<TrainingProgress>(), 0);
        foreach (var line in File.Exists(path) ? Lines(path) : [])
        {
            try
            {
                if (JsonSerializer.Deserialize<TrainingProgress>(line, Json.OneLine) is { } report)
                    reports.Add(report);
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                torn++;
            }
        }

        return RunCurves.Of(reports, torn);
    }

    /// <summary>Lines of a file that a run may still be writing.</summary>
    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return line;
        }
    }
}
