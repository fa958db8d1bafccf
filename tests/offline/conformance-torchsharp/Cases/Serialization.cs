namespace TorchSharpConformance.Cases;

/// <summary>Raw bytes of tensors, files of one tensor.</summary>
public static class Serialization
{
    private static T WithFile<T>(Func<string, T> body)
    {
        var file = Path.GetTempFileName();
        try
        {
            return body(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static object? Bytes_OfEachType() => new[]
    {
        ScalarType.Float32, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32, ScalarType.Byte, ScalarType.Bool, ScalarType.Float16,
        ScalarType.BFloat16,
    }
        .Select(d => Convert.ToHexString(Samples.Floats(1, 2.5f).to(d).bytes)).ToArray();

    public static object? Bytes_AreTheMemoryOfTheTensor()
    {
        var t = torch.zeros(2);
        BitConverter.GetBytes(1.5f).CopyTo(t.bytes[4..]);
        return t;
    }

    public static object? Bytes_CanBeSet()
    {
        var t = torch.zeros(2, dtype: ScalarType.Int32);
        t.bytes = new byte[] { 1, 0, 0, 0, 255, 255, 255, 255 };
        return t;
    }

    public static object? Bytes_OfWrongLengthThrow() => Result.Throws(() => torch.zeros(2).bytes = new byte[3]);

    public static object? Bytes_OfANonContiguousTensorThrow() => Result.Throws(() => _ = Samples.Matrix().t().bytes.Length);

    public static object? Bytes_ViaStreams()
    {
        using var stream = new MemoryStream();
        Samples.Counting(1000).WriteBytesToStream(stream, bufferSize: 64);
        var length = stream.Length;
        stream.Position = 0;
        var t = torch.zeros(1000);
        t.ReadBytesFromStream(stream, bufferSize: 100);
        return new { length, same = t.equal(Samples.Counting(1000)).all().item<bool>(), open = stream.CanRead };
    }

    public static object? Bytes_FromAShortStreamThrow() =>
        Result.Throws(() => torch.zeros(4).ReadBytesFromStream(new MemoryStream(new byte[5])));

    public static object? Bytes_OfAFloat16FromRawBits()
    {
        var t = torch.empty(2, dtype: ScalarType.BFloat16);
        t.bytes = new byte[] { 0x80, 0x3F, 0x00, 0xC0 };
        return t;
    }

    public static object? Save_BytesOfOneTensor()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Samples.Longs(1, 300).reshape(2, 1).Save(writer);
        writer.Flush();
        return Convert.ToHexString(stream.ToArray());
    }

    public static object? Save_Load_WithAFile() => WithFile(file =>
    {
        Samples.Matrix().Save(file);
        return Tensor.Load(file);
    });

    public static object? Load_IntoATensorOfAnotherShapeThrows()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Samples.Matrix().Save(writer);
        writer.Flush();
        stream.Position = 0;
        return Result.Throws(() => torch.zeros(3, 2).Load(new BinaryReader(stream)));
    }
}
