using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Cli.Output;

/// <summary><c>metrics.jsonl</c>: one report of the training a line, each flushed as it comes, so that a killed run leaves all it did.</summary>
internal sealed class MetricsFile : IProgress<TrainingProgress>, IDisposable
{
    private static readonly JsonSerializerOptions Line = new(Json.OneLine) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly string _path;
    private readonly StreamWriter _writer;

    /// <summary>Begins the file anew, or goes on at its end.</summary>
    public MetricsFile(string path, bool append = false)
    {
        _path = path;
        _writer = Writing(() => new StreamWriter(new FileStream(path, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true, NewLine = "\n" });
    }

    public void Report(TrainingProgress value) => Writing(() =>
    {
        _writer.WriteLine(JsonSerializer.Serialize(value, Line));
        return true;
    });

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // Every line was flushed when it came; what could not be written then was reported then.
        }
    }

    private T Writing<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{_path}' cannot be written ({fault.Message.TrimEnd('.')}); free some space, or name another folder with --out.", fault);
        }
    }
}
