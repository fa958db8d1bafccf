using System.Text;

namespace EarlyBert.Tasks;

/// <summary>
/// Cuts a UTF-8 text file into rows and fields. It works on bytes, so that a fault of the encoding can be told with its line.
/// Lines end with LF or CRLF; empty lines are passed over; a byte-order mark is dropped.
/// </summary>
internal sealed class DelimitedRecords(Stream stream, string source, byte separator, bool quoted)
{
    private const int EndOfFile = -1;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _position;
    private int _filled;
    private long _line = 1;
    private byte[] _field = new byte[1024];
    private int _fieldLength;
    private bool _lineIsEmpty;

    /// <summary>The line, from 1, on which the row just read starts.</summary>
    public long Line { get; private set; }

    /// <summary>Reads the next row's fields, or only those wanted (others come as empty texts).</summary>
    /// <returns>False at the end of the file.</returns>
    public bool TryRead(List<string> fields, Predicate<int>? wanted = null)
    {
        if (_line == 1 && _filled == 0)
            SkipByteOrderMark();
        do
        {
            fields.Clear();
            Line = _line;
            if (Peek() == EndOfFile)
                return false;
            _lineIsEmpty = true;
            while (ReadField(fields, wanted is null || wanted(fields.Count)))
                _lineIsEmpty = false;
        }
        while (_lineIsEmpty);

        return true;
    }

    /// <summary>Reads one field and the sign that ends it; false: it was the row's last.</summary>
    private bool ReadField(List<string> fields, bool wanted)
    {
        _fieldLength = 0;
        var line = _line;
        int next;
        if (quoted && Peek() == '"')
        {
            Next();
            next = ReadQuoted(line);
            _lineIsEmpty = false;
        }
        else
        {
            next = ReadPlain();
            _lineIsEmpty &= _fieldLength == 0;
        }

        fields.Add(wanted ? Decode(line) : "");
        return next == separator;
    }

    /// <summary>Reads a field without quotes; returns the sign after it.</summary>
    private int ReadPlain()
    {
        int next;
        while ((next = Next()) != separator && next != '\n' && next != EndOfFile)
            Append((byte)next);
        if (next != separator && _fieldLength > 0 && _field[_fieldLength - 1] == '\r')
            _fieldLength--;
        return next;
    }

    /// <summary>Reads what stands between quotes; returns the sign after the closing one.</summary>
    private int ReadQuoted(long line)
    {
        while (true)
        {
            var next = Next();
            if (next == EndOfFile)
                throw new EarlyBertException($"'{source}' ends inside the quoted text that starts on line {line}; close the quote, or read the file with quoting off.");
            if (next == '"')
            {
                next = Next();
                if (next == '\r' && Peek() is '\n' or EndOfFile)
                    next = Next();
                if (next == separator || next is '\n' or EndOfFile)
                    return next;
                if (next != '"')
                    throw new EarlyBertException($"'{source}' has text after a closing quote on line {_line}; double the quotes inside a quoted text, or read the file with quoting off.");
            }

            Append((byte)next);
        }
    }

    private string Decode(long line)
    {
        try
        {
            return Strict.GetString(_field, 0, _fieldLength);
        }
        catch (DecoderFallbackException fault)
        {
            throw Unreadable($"line {line} holds bytes that are no UTF-8", fault);
        }
    }

    private void SkipByteOrderMark()
    {
        Fill();
        var start = _buffer.AsSpan(0, _filled);
        if (start.StartsWith(Encoding.UTF8.Preamble))
            _position = 3;
        else if (start.StartsWith(Encoding.Unicode.Preamble) || start.StartsWith(Encoding.BigEndianUnicode.Preamble))
            throw Unreadable("line 1 starts with the byte-order mark of UTF-16", null);
    }

    private EarlyBertException Unreadable(string reason, Exception? cause)
    {
        var message = $"'{source}' has an unreadable encoding: {reason}; save the file as UTF-8.";
        return cause is null ? new EarlyBertException(message) : new EarlyBertException(message, cause);
    }

    private int Next()
    {
        var next = Peek();
        if (next == EndOfFile)
            return EndOfFile;
        _position++;
        if (next == '\n')
            _line++;
        return next;
    }

    private int Peek()
    {
        if (_position == _filled)
            Fill();
        return _filled == 0 ? EndOfFile : _buffer[_position];
    }

    private void Fill()
    {
        // At least three bytes, for the byte-order mark.
        _filled = stream.ReadAtLeast(_buffer, minimumBytes: 3, throwOnEndOfStream: false);
        _position = 0;
    }

    private void Append(byte value)
    {
        if (_fieldLength == _field.Length)
        {
            if (_field.Length > Array.MaxLength / 2)
                throw new EarlyBertException($"'{source}' has a field of more than {_fieldLength} bytes on line {Line}; check the separator and the quotes.");
            Array.Resize(ref _field, 2 * _field.Length);
        }

        _field[_fieldLength++] = value;
    }
}
