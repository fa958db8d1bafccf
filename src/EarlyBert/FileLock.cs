namespace EarlyBert;

/// <summary>A lock between processes: a file held open for one alone, which the system lets go of when the process dies. The file stays, so that nobody locks one that is gone.</summary>
internal sealed class FileLock : IDisposable
{
    /// <summary>Name of the file that locks the folder it lies in.</summary>
    public const string Name = ".lock";

    // ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS, as the runtime passes them on.
    private static readonly int[] HeldByAnother = [unchecked((int)0x80070020), 11, 35];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Keeps other runs out of a folder until it is disposed or this process dies; the folder is made if it is not there.</summary>
    /// <exception cref="EarlyBertException">Another process, or another run of this one, is at work in the folder, or it cannot be written to.</exception>
    public static FileLock Hold(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return TryTake(Path.Combine(folder, Name)) ?? throw new EarlyBertException($"Another run is training into '{folder}'; wait for it, stop it, or name another folder.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{folder}' cannot be written to ({fault.Message.TrimEnd('.')}); choose a folder that you may write to.", fault);
        }
    }

    /// <summary>Takes the lock; null: another has it.</summary>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException fault) when (HeldByAnother.Contains(fault.HResult))
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
