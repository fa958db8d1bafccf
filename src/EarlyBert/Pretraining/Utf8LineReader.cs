using System.Text;

namespace EarlyBert.Pretraining;

/// <summary>
/// Reads the lines of one text file, plain or packed, in strict UTF-8 and with bounded memory. It looks for line ends in the bytes and
/// decodes whole lines, so a byte that is no UTF-8 can be named by its offset. A byte-order mark is dropped.
/// </summary>
internal sealed class Utf8LineReader : IDisposable
{
    /// <summary>Bytes of the longest line; what is longer is given in parts.</summary>
    internal const int LongestLine = 1_000_000;

    /// <summary>Throws on invalid bytes instead of replacing them.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _text;
    private readonly bool _packed;
    private readonly byte[] _buffer = new byte[LongestLine + (1 << 16)];
    private int _start, _end; // what of the buffer is not yet read
    private long _offset; // of _start in the text
    private bool _ended;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; packed if its name ends in <c>.gz</c> or <c>.xz</c>.</param>
    /// <exception cref="EarlyBertException">It cannot be opened.</exception>
    public Utf8LineReader(string path)
    {
        _path = path;
        try
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(fault);
        }

        _text = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gz" => new GzipReadStream(_file),
            ".xz" => new XzReadStream(_file),
            _ => _file,
        };
        _packed = _text != _file;
    }

    /// <summary>The next line without its end; null: there is none.</summary>
    /// <exception cref="EarlyBertException">The file cannot be read, is a damaged archive, or is no UTF-8.</exception>
    public string? ReadLine()
    {
        var length = FindLine(out var next);
        if (length < 0)
            return null;
        var line = Decode(_buffer.AsSpan(_start, length));
        _start += next;
        _offset += next;
        return line;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _text.Dispose();
        _file.Dispose();
    }

    /// <summary>The length of the next line, without its end, and how far it is to the one after it; -1: there is none.</summary>
    private int FindLine(out int next)
    {
        for (var searched = 0; ;)
        {
            var unread = _buffer.AsSpan(_start, _end - _start);
            var end = unread[searched..].IndexOf((byte)'\n');
            if (end >= 0 && searched + end <= LongestLine)
            {
                next = searched + end + 1;
                return next - 1 > 0 && unread[next - 2] == '\r' ? next - 2 : next - 1;
            }

            if (unread.Length > LongestLine)
                return next = FindCut(unread[..LongestLine]);
            if (_ended)
            {
                next = unread.Length;
                return next > 0 ? next : -1;
            }

            searched = unread.Length;
            Fill();
        }
    }

    /// <summary>Where a line that is too long is cut: after its last space, else between two characters.</summary>
    private static int FindCut(ReadOnlySpan<byte> line)
    {
        var space = line.LastIndexOf((byte)' ');
        if (space >= 0)
            return space + 1;
        var cut = line.Length;
        while (cut > line.Length - 4 && (line[cut - 1] & 0xC0) == 0x80)
            cut--; // to the first byte of the last character
        return cut - 1;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        try
        {
            var read = _text.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (Exception fault) when (_packed && fault is not IOException or EndOfStreamException)
        {
            // Whatever a decoder throws on damaged bytes: it throws much that it does not name.
            throw new EarlyBertException($"'{_path}' is a damaged archive ({fault.Message.TrimEnd('.')}); get or pack the file again.", fault);
        }
        catch (IOException fault)
        {
            throw Unreadable(fault);
        }
    }

    private string Decode(ReadOnlySpan<byte> line)
    {
        // No text has zeros, but text in UTF-16 and programs do.
        var zero = line.IndexOf((byte)0);
        if (zero >= 0)
            throw NoText(zero, "is zero", null);
        try
        {
            var text = StrictUtf8.GetString(line);
            return _offset == 0 && text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException fault)
        {
            throw NoText(fault.Index, "is not UTF-8", fault);
        }
    }

    private EarlyBertException NoText(int index, string what, Exception? cause)
    {
        var message = $"'{_path}' is no text in UTF-8 (byte {_offset + index}{(_packed ? " when unpacked" : "")} {what}); save it as UTF-8, or leave it out if it is no text.";
        return cause is null ? new EarlyBertException(message) : new EarlyBertException(message, cause);
    }

    private EarlyBertException Unreadable(Exception fault) => new($"'{_path}' could not be read ({fault.Message.TrimEnd('.')}); check that the file may be read.", fault);
}
