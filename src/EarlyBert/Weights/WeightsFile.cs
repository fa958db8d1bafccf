using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EarlyBert.Weights;

/// <summary>What the readers of all formats share: opening a file, filling a tensor, the words of a message.</summary>
internal static class WeightsFile
{
    /// <summary>How the text begins that Git leaves in place of a large file.</summary>
    private static readonly byte[] PlaceholderStart = "version https://git-lfs"u8.ToArray();

    /// <summary>Opens a file and reads it; what the system refuses becomes a sentence.</summary>
    public static T Open<T>(string path, Func<Stream, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new EarlyBertException($"There is no weights file '{path}'; check the path.");
        try
        {
            // Tensors are read in one piece each: a buffer would only add a copy.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            ThrowIfPlaceholder(stream, path);
            return read(stream);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{path}' could not be read ({fault.Message.TrimEnd('.')}); check that the file may be read.", fault);
        }
    }

    /// <summary>A tensor on the CPU with the numbers that come next in the stream; the caller has compared its length with the file's.</summary>
    /// <param name="stream">Where the numbers lie, little-endian and row-major.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="type">The numbers' type.</param>
    /// <param name="length">Bytes of them all.</param>
    /// <param name="what">The tensor in a message.</param>
    /// <param name="source">The file in a message.</param>
    /// <exception cref="EndOfStreamException">The stream ends inside the tensor.</exception>
    public static Tensor ReadTensor(Stream stream, long[] shape, ScalarType type, long length, string what, string source)
    {
        if (length > int.MaxValue)
            throw new EarlyBertException($"'{source}' holds {what} in one piece of {length} bytes (allowed: up to {int.MaxValue}); split it.");
        Tensor? tensor = null;
        try
        {
            tensor = empty(shape, type);
            if (length > 0)
                stream.ReadExactly(tensor.bytes);
            return tensor;
        }
        catch (Exception fault)
        {
            tensor?.Dispose();
            if (fault is ExternalException)
                throw new EarlyBertException($"There is no memory for {what} of '{source}' ({length} bytes); close other programs or use a smaller model.", fault);
            throw;
        }
    }

    /// <summary>Moves a tensor from the CPU, whose own it stays if that is where it should be; null: the CPU.</summary>
    public static Tensor To(Device? device, Tensor tensor) =>
        device is null || device.type == TorchSharp.DeviceType.CPU ? tensor : tensor.to(device, disposeAfter: true);

    /// <summary>The exception for a file that breaks its format.</summary>
    /// <param name="source">The file.</param>
    /// <param name="kind">What it should be, with its article and "whole".</param>
    /// <param name="reason">What is wrong, as the end of a clause.</param>
    /// <param name="cause">What found it; null: the reader itself.</param>
    public static EarlyBertException Damaged(string source, string kind, string reason, Exception? cause = null)
    {
        var message = $"'{source}' is not {kind}: {reason}; download or save it again.";
        return cause is null ? new EarlyBertException(message) : new EarlyBertException(message, cause);
    }

    /// <summary>A name from a file as it can stand in a message: quoted, without control characters, not longer than a line.</summary>
    public static string Quote(string name)
    {
        var shown = name.Length <= 120 ? name : name[..120] + "...";
        return $"'{string.Concat(shown.Select(letter => char.IsControl(letter) ? '?' : letter))}'";
    }

    private static void ThrowIfPlaceholder(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[PlaceholderStart.Length];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (start[..read].SequenceEqual(PlaceholderStart))
            throw new EarlyBertException($"'{path}' is a placeholder that Git LFS left, not the weights; fetch them with 'git lfs pull' or download the file by itself.");
        stream.Position = 0;
    }
}
