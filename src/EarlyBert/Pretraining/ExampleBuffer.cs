using System.Buffers;
using System.Buffers.Binary;

namespace EarlyBert.Pretraining;

/// <summary>The examples of one document, as they stand in a shard (<see cref="ShardFormat"/>).</summary>
internal sealed class ExampleBuffer(int idBytes)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<int> _lengths = [];

    /// <summary>Number of examples.</summary>
    public int Count => _lengths.Count;

    /// <summary>Examples whose second segment follows the first one in the text.</summary>
    public int Next { get; private set; }

    /// <summary>Bytes of each example.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>The examples, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Adds <c>[CLS] first [SEP] second [SEP]</c>.</summary>
    public void Add(ReadOnlySpan<int> first, ReadOnlySpan<int> second, bool isNext, int classificationId, int separatorId)
    {
        var before = _bytes.WrittenCount;
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(ShardFormat.HeadBytes), ShardFormat.Head(first.Length + 2, isNext));
        _bytes.Advance(ShardFormat.HeadBytes);
        Write([classificationId]);
        Write(first);
        Write([separatorId]);
        Write(second);
        Write([separatorId]);
        _lengths.Add(_bytes.WrittenCount - before);
        if (isNext)
            Next++;
    }

    private void Write(ReadOnlySpan<int> ids)
    {
        var target = _bytes.GetSpan(ids.Length * idBytes);
        for (var i = 0; i < ids.Length; i++)
        {
            if (idBytes == sizeof(ushort))
                BinaryPrimitives.WriteUInt16LittleEndian(target[(i * sizeof(ushort))..], (ushort)ids[i]);
            else
                BinaryPrimitives.WriteInt32LittleEndian(target[(i * sizeof(int))..], ids[i]);
        }

        _bytes.Advance(ids.Length * idBytes);
    }
}
