using System.Buffers.Binary;
using System.Text;

namespace EarlyBert.Tests.Weights.PyTorch;

/// <summary>Writes pickles instruction by instruction, valid ones and others.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [0x80, 2];

    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Instructions that are letters, such as <c>t</c> and <c>R</c>.</summary>
    public PickleWriter Do(string letters) => Raw(Encoding.Latin1.GetBytes(letters));

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Do("X").Number(bytes.Length, 4).Raw(bytes);
    }

    public PickleWriter Whole(Int128 number)
    {
        if (number >= int.MinValue && number <= int.MaxValue)
            return Do("J").Number((long)number, 4);
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, number);
        return Raw(0x8a, 16).Raw(bytes);
    }

    public PickleWriter Tuple(params long[] numbers)
    {
        Do("(");
        foreach (var number in numbers)
            Whole(number);
        return Do("t");
    }

    public PickleWriter Global(string module, string name) => Do($"c{module}\n{name}\n");

    /// <summary>A number in as many bytes as are asked for, little-endian.</summary>
    public PickleWriter Number(long number, int bytes)
    {
        for (var i = 0; i < bytes; i++)
            _bytes.Add((byte)(number >> (8 * i)));
        return this;
    }

    /// <summary>An empty ordered dictionary.</summary>
    public PickleWriter Hooks() => Global("collections", "OrderedDict").Do(")R");

    /// <summary>The reference to a storage; the legacy format has a sixth part.</summary>
    public PickleWriter Storage(string type, string key, long elements, bool isLegacy = false, string? view = null)
    {
        Do("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Whole(elements);
        if (view is not null)
            Text(view);
        else if (isLegacy)
            Do("N");
        return Do("tQ");
    }

    /// <summary>The end.</summary>
    public byte[] ToArray() => [.. _bytes, (byte)'.'];
}
