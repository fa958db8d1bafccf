namespace EarlyBert.Weights.PyTorch;

/// <summary>A stream to read, which ends a reader that takes more bytes than it is allowed to.</summary>
/// <param name="inner">The stream; it stays open.</param>
internal sealed class MeteredStream(Stream inner) : Stream
{
    /// <summary>Bytes that may still be read; null: any number.</summary>
    public long? Allowance { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Allowance -= read;
        return Allowance < 0 ? throw new InvalidDataException("its table of contents is too long") : read;
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush() => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
