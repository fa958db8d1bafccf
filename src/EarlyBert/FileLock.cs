namespace EarlyBert;

/// <summary>A lock between processes: a file held open for one alone, which the system lets go of when the process dies. The file stays, so that nobody locks one that is gone.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null: another has it.</summary>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <summary>Takes the lock as soon as nobody else has it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public static FileLock Take(string path, CancellationToken cancellation = default)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => _file.Dispose();
}
