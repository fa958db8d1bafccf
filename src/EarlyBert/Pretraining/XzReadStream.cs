using SharpCompress.Compressors.Xz;

namespace EarlyBert.Pretraining;

/// <summary>
/// Unpacks an <c>.xz</c> file as <c>xz -d</c> does: all of its streams one after the other, with padding between them
/// (SharpCompress reads the first one only). Files made by <c>cat a.xz b.xz</c> and by parallel packers hold several.
/// </summary>
internal sealed class XzReadStream(FileStream file) : UnpackingStream
{
    private XZStream? _stream;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_stream is not null || FindStream())
        {
            var read = _stream!.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
                return read;
            _stream = null; // its footer was read and nothing behind it
        }

        return 0;
    }

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
