using SharpCompress.Compressors.Xz;

namespace EarlyBert.Pretraining;

/// <summary>
/// Unpacks an <c>.xz</c> file as <c>xz -d</c> does: all of its streams one after the other, with padding between them
/// (SharpCompress reads the first one only). Files packed on many machines or by <c>cat a.xz b.xz</c> hold several.
/// </summary>
internal sealed class XzReadStream(FileStream file) : Stream
{
    private XZStream? _stream;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            if (_stream is null && !FindStream())
                return 0;
            var read = _stream!.Read(buffer, offset, count);
            if (read > 0)
                return read;
            _stream = null; // its footer was read and nothing behind it
        }

        return 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Goes to the next stream, behind padding of zeros; false: the file ends.</summary>
    private bool FindStream()
    {
        int value;
        while ((value = file.ReadByte()) == 0)
        {
        }

        if (value < 0)
            return false;
        file.Position--;
        _stream = new XZStream(file);
        return true;
    }
}
