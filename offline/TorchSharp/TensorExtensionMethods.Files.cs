namespace TorchSharp;

// Tensors in streams: type, rank, sizes, then the bytes of the elements.
public static partial class TensorExtensionMethods
{
    public static void Save(this Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Closes the stream.</summary>
    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        var onCpu = tensor.device_type == DeviceType.CPU ? tensor : tensor.cpu();
        var contiguous = onCpu.is_contiguous() ? onCpu : onCpu.contiguous();
        writer.Write7BitEncodedInt64((long)contiguous.dtype);
        writer.Write7BitEncodedInt64(contiguous.ndim);
        foreach (var size in contiguous.shape) writer.Write7BitEncodedInt64(size);
        writer.Flush();
        contiguous.WriteBytesToStream(writer.BaseStream);
        if (contiguous != (object)onCpu) contiguous.Dispose();
        if (onCpu != (object)tensor) onCpu.Dispose();
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var (dtype, shape) = ReadHeader(reader);
        var tensor = empty(shape, dtype);
        tensor.ReadBytesFromStream(reader.BaseStream);
        return tensor;
    }

    /// <summary>Into a tensor of the same type and shape.</summary>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (dtype, shape) = ReadHeader(reader);
        if (!skip && dtype != tensor.dtype)
            throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        if (!skip && !shape.SequenceEqual(tensor.shape))
            throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        using var guard = no_grad();
        using var loaded = empty(shape, dtype);
        loaded.ReadBytesFromStream(reader.BaseStream);
        if (!skip) tensor.copy_(loaded);
    }

    private static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        if (!Enum.IsDefined(type)) throw new InvalidDataException($"{(int)type} is no element type: these bytes are not a saved tensor.");
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (var i = 0; i < shape.Length; i++) shape[i] = reader.Read7BitEncodedInt64();
        return (type, shape);
    }
}
