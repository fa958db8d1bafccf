using System.IO.Compression;

namespace EarlyBert.Pretraining;

/// <summary>
/// Unpacks a <c>.gz</c> file, all of its members, and notices when the end is missing, over which <see cref="GZipStream"/> passes in
/// silence: a member of our own is put behind the file, and only if it comes out last was the file whole.
/// </summary>
internal sealed class GzipReadStream : UnpackingStream
{
    private static readonly byte[] End = "\0the end\0 of a file that is whole"u8.ToArray();

    private readonly GZipStream _unpacked;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start, _end; // what of the buffer is not yet given

    /// <summary>Unpacks a file.</summary>
    public GzipReadStream(FileStream file) => _unpacked = new GZipStream(new Extended(file, Pack(End)), CompressionMode.Decompress);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // What may be our own end is kept back until more comes.
        while (_end - _start <= End.Length)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var read = _unpacked.Read(_buffer.AsSpan(_end));
            _end += read;
            if (read == 0)
                return _buffer.AsSpan(0, _end).SequenceEqual(End) ? 0 : throw new InvalidDataException("its end is missing or something else follows it");
        }

        var count = Math.Min(buffer.Length, _end - _start - End.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
            stream.Write(content);
        return packed.ToArray();
    }

    /// <summary>A file with something behind it.</summary>
    private sealed class Extended(FileStream file, byte[] tail) : UnpackingStream
    {
        private int _given; // of the tail

        /// <inheritdoc/>
        public override int Read(Span<byte> buffer)
        {
            var read = file.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
                return read;
            var count = Math.Min(buffer.Length, tail.Length - _given);
            tail.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}
