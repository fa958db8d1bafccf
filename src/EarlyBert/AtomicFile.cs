namespace EarlyBert;

/// <summary>
/// Writes a file so that at any moment, also after a kill or on a full disk, the path holds either the whole old
/// content or the whole new one: the new content goes to a file beside it, is flushed to the disk and then renamed.
/// </summary>
public static class AtomicFile
{
    /// <summary>Error numbers of a full disk or quota: ENOSPC and EDQUOT, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.</summary>
    private static readonly int[] DiskFull = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Replaces a file's content; folders of the path that do not exist are made.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="write">Writes the content; the stream is buffered, can seek, and is closed by this method.</param>
    /// <exception cref="EarlyBertException">
    /// The folder cannot be written to, or the disk is full. The previous content is still there and the unfinished file is gone.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var unfinished = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, target, overwrite: true);
        }
        catch (Exception fault)
        {
            TryDelete(unfinished);
            if (fault is IOException or UnauthorizedAccessException)
                throw new EarlyBertException(Explain(path, fault), fault);
            throw;
        }
    }

    /// <summary>The fault says that a disk or a quota is full.</summary>
    internal static bool IsDiskFull(Exception fault) => Array.IndexOf(DiskFull, fault.HResult) >= 0;

    private static string Explain(string path, Exception fault) => IsDiskFull(fault)
        ? $"The disk is full, '{path}' could not be written and keeps its previous content; free some space or choose another folder, then save again."
        : $"'{path}' could not be written ({fault.Message.TrimEnd('.')}); choose a folder that you may write to, then save again.";

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The fault that brought us here is the one to report.
        }
    }
}
