namespace EarlyBert.Cli.Reports.TensorBoard;

/// <summary>
/// An event file of TensorBoard. Field numbers are those of <c>tensorflow/core/util/event.proto</c> (Event: wall_time 1, step 2, file_version 3,
/// summary 5) and <c>tensorflow/core/framework/summary.proto</c> (Summary: value 1; Value: tag 1, simple_value 2).
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly RecordWriter _records;

    /// <summary>Begins a file; its name holds the second, as TensorBoard expects, and a number where that is taken.</summary>
    /// <param name="folder">The folder, made when it is not there.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public EventFile(string folder)
    {
        Directory.CreateDirectory(folder);
        var now = DateTimeOffset.UtcNow;
        for (var number = 0; _stream is null; number++)
        {
            Path = System.IO.Path.Combine(folder, FormattableString.Invariant($"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.earlybert.{Environment.ProcessId}.{number}"));
            if (!File.Exists(Path))
                _stream = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }

        _records = new RecordWriter(_stream);
        Write(new ProtobufMessage().Add(1, Seconds(now)).Add(3, "brain.Event:2"));
    }

    public string Path { get; } = "";

    /// <summary>Scalars of one step, on the disk when the call returns, so that TensorBoard can follow.</summary>
    /// <param name="step">Steps of the run.</param>
    /// <param name="scalars">Values by tag.</param>
    public void Add(long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new ProtobufMessage();
        foreach (var (tag, value) in scalars)
            summary.Add(1, new ProtobufMessage().Add(1, tag).Add(2, (float)value));
        Write(new ProtobufMessage().Add(1, Seconds(DateTimeOffset.UtcNow)).Add(2, step).Add(5, summary));
    }

    public void Dispose() => _stream.Dispose();

    private void Write(ProtobufMessage message)
    {
        _records.Write(message.ToArray());
        _stream.Flush();
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
