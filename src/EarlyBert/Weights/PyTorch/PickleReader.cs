using System.Buffers.Binary;
using System.Text;

namespace EarlyBert.Weights.PyTorch;

/// <summary>
/// Reads the part of Python's pickle language that tensors are written in. A pickle is a program for a stack machine; this one
/// makes numbers (<see cref="long"/>, <see cref="Int128"/>, <see cref="double"/>, <see cref="bool"/>), text, tuples (arrays), lists and
/// dictionaries with text for keys. Classes, calls and storages are left to <see cref="TorchObjects"/>, whose list is short: nothing is
/// looked up by name in the process and nothing is executed. Damage throws <see cref="InvalidDataException"/>.
/// </summary>
/// <param name="bytes">One pickle after another.</param>
/// <param name="objects">Knows the classes.</param>
internal sealed class PickleReader(byte[] bytes, TorchObjects objects)
{
    /// <summary>Longest pickle; that of a BERT with a thousand tensors takes 200 kB and keeps 8,000 objects.</summary>
    public const int MaxLength = 16 << 20;

    // Python writes dictionaries in pieces of a thousand entries, which lie on the stack at once.
    private const int MaxStack = 1 << 16, MaxMarks = 1 << 8, MaxMemo = 1 << 18, MaxText = 1 << 16, MaxNumber = 16, MaxLine = 1 << 10;

    /// <summary>Most memory that a pickle's objects may take, the discarded ones counted too.</summary>
    private const long MaxMemory = 128 << 20;

    /// <summary>What an object takes in .NET beside its content, and what a tensor's description takes with its shape, roughly.</summary>
    private const int ObjectBytes = 64, CallBytes = 2048;

    /// <summary>Throws on invalid bytes instead of replacing them.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private long _memory;

    /// <summary>Where the next pickle starts.</summary>
    public int Position { get; private set; }

    /// <summary>Runs one pickle to its end.</summary>
    /// <returns>What it leaves on the stack.</returns>
    public object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        while (true)
        {
            var opcode = (PickleOpcode)Byte();
            if (opcode == PickleOpcode.Stop)
                break;
            Execute(opcode);
        }

        return _stack.Count == 1 && _marks.Count == 0 ? _stack[0] : throw new InvalidDataException($"its pickle ends with {_stack.Count} objects instead of 1");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol:
                if (Byte() is var protocol and > 5)
                    throw new InvalidDataException($"its pickle has protocol {protocol} (allowed: up to 5)");
                break;
            case PickleOpcode.Frame: // Says how much to buffer, which all is.
                Take(8);
                break;
            case PickleOpcode.Mark:
                if (_marks.Count == MaxMarks)
                    throw new InvalidDataException($"its pickle nests more than {MaxMarks} deep");
                _marks.Push(_stack.Count);
                break;

            case PickleOpcode.None:
                Push(null);
                break;
            case PickleOpcode.True or PickleOpcode.False:
                Push(opcode == PickleOpcode.True);
                break;
            case PickleOpcode.Int8:
                Push((long)Byte());
                break;
            case PickleOpcode.Int16:
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case PickleOpcode.Int32:
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.Long1:
                Push(Number(Byte()));
                break;
            case PickleOpcode.Long4:
                Push(Number(UInt32()));
                break;
            case PickleOpcode.Float64:
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;

            case PickleOpcode.Text1 or PickleOpcode.Python2Text1:
                Push(Text(Byte()));
                break;
            case PickleOpcode.Text4 or PickleOpcode.Python2Text4:
                Push(Text(UInt32()));
                break;
            case PickleOpcode.Text8:
                Push(Text(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))));
                break;

            case PickleOpcode.EmptyTuple:
                Push(Array.Empty<object?>());
                break;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                Push(PopMany(opcode - PickleOpcode.Tuple1 + 1));
                break;
            case PickleOpcode.Tuple:
                Push(PopToMark());
                break;
            case PickleOpcode.EmptyList:
                Push(new List<object?>());
                break;
            case PickleOpcode.List:
                Push(new List<object?>(PopToMark()));
                break;
            case PickleOpcode.Append:
                Append([Pop()]);
                break;
            case PickleOpcode.Appends:
                Append(PopToMark());
                break;
            case PickleOpcode.EmptyDictionary:
                Push(new PickleDictionary());
                break;
            case PickleOpcode.Dictionary:
                var items = PopToMark();
                Push(new PickleDictionary());
                SetItems(items);
                break;
            case PickleOpcode.SetItem:
                SetItems(PopMany(2));
                break;
            case PickleOpcode.SetItems:
                SetItems(PopToMark());
                break;

            case PickleOpcode.Get1:
                Push(Get(Byte()));
                break;
            case PickleOpcode.Get4:
                Push(Get(UInt32()));
                break;
            case PickleOpcode.Put1:
                Put(Byte());
                break;
            case PickleOpcode.Put4:
                Put(UInt32());
                break;
            case PickleOpcode.Memoize:
                Put((uint)_memo.Count);
                break;

            case PickleOpcode.Global:
                Push(objects.Find(Line(), Line()));
                break;
            case PickleOpcode.StackGlobal:
                Push(PopMany(2) is [string module, string name] ? objects.Find(module, name) : throw new InvalidDataException("its pickle names a class by something else than text"));
                break;
            case PickleOpcode.Reduce:
                var arguments = Pop();
                Charge(CallBytes + (arguments is object?[] and [List<object?> pairs] ? pairs.Count * (long)ObjectBytes : 0));
                Push(objects.Call(Pop(), arguments));
                break;
            case PickleOpcode.PersistentId:
                Charge(2 * ObjectBytes);
                Push(objects.Load(Pop()));
                break;
            case PickleOpcode.Build:
                // An ordered dictionary of weights carries the modules' versions as its state, which nobody needs.
                if (Pop() is not PickleDictionary || Top() is not PickleDictionary)
                    throw objects.Refuse("the state of an object that is no dictionary");
                break;

            default:
                throw objects.Refuse($"instruction 0x{(byte)opcode:x2} of the pickle language (byte {Position - 1})");
        }
    }

    private void Push(object? value)
    {
        if (_stack.Count == MaxStack)
            throw new InvalidDataException($"its pickle stacks more than {MaxStack} objects");
        Charge(ObjectBytes);
        _stack.Add(value);
    }

    private object? Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>The last object, which must not lie below a mark.</summary>
    private object? Top() => _stack.Count > (_marks.TryPeek(out var mark) ? mark : 0) ? _stack[^1] : throw new InvalidDataException("its pickle takes more objects than it has made");

    private object?[] PopMany(int count)
    {
        Charge(ObjectBytes);
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            values[i] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark))
            throw new InvalidDataException("its pickle closes what it has not opened");
        Charge(ObjectBytes + (_stack.Count - mark) * 8L);
        var values = _stack.GetRange(mark, _stack.Count - mark).ToArray();
        _stack.RemoveRange(mark, values.Length);
        return values;
    }

    private void Append(object?[] values)
    {
        if (Top() is not List<object?> list)
            throw new InvalidDataException("its pickle appends to something that is no list");
        Charge(values.Length * 16L);
        list.AddRange(values);
    }

    private void SetItems(object?[] items)
    {
        if (Top() is not PickleDictionary dictionary)
            throw new InvalidDataException("its pickle sets entries of something that is no dictionary");
        if (items.Length % 2 != 0)
            throw new InvalidDataException("its pickle has a key without a value");
        Charge(items.Length * (long)ObjectBytes);
        for (var i = 0; i < items.Length; i += 2)
            dictionary[items[i] as string ?? throw new InvalidDataException("its pickle has a dictionary with keys that are no text")] = items[i + 1];
    }

    private object? Get(uint index) => _memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException($"its pickle recalls object {index}, which it has not kept");

    private void Put(uint index)
    {
        if (_memo.Count == MaxMemo)
            throw new InvalidDataException($"its pickle keeps more than {MaxMemo} objects");
        Charge(ObjectBytes);
        _memo[index] = Top();
    }

    /// <summary>A whole number of any length, in two's complement; one of PyTorch's takes ten bytes.</summary>
    private object Number(uint length)
    {
        if (length > MaxNumber)
            throw new InvalidDataException($"its pickle has a whole number of {length} bytes (allowed: up to {MaxNumber})");
        Span<byte> whole = stackalloc byte[MaxNumber];
        var digits = Take((int)length);
        whole.Fill(length > 0 && digits[^1] >= 0x80 ? (byte)0xff : (byte)0);
        digits.CopyTo(whole);
        var number = BinaryPrimitives.ReadInt128LittleEndian(whole);
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    private string Text(ulong length)
    {
        if (length > MaxText)
            throw new InvalidDataException($"its pickle has a text of {length} bytes (allowed: up to {MaxText})");
        return Decode(Take((int)length));
    }

    private string Line()
    {
        var rest = bytes.AsSpan(Position, Math.Min(MaxLine, bytes.Length - Position));
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
            throw new InvalidDataException("its pickle has the name of a class without an end");
        Position += length + 1;
        return Decode(rest[..length]);
    }

    private string Decode(ReadOnlySpan<byte> text)
    {
        Charge(text.Length * 2L);
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException("its pickle has a text that is not UTF-8", fault);
        }
    }

    private uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - Position)
            throw new InvalidDataException($"its pickle ends early, or takes more than {MaxLength} bytes");
        Position += count;
        return bytes.AsSpan(Position - count, count);
    }

    private void Charge(long taken)
    {
        _memory += taken;
        if (_memory > MaxMemory)
            throw new InvalidDataException($"its pickle needs more than {MaxMemory} bytes of memory");
    }
}
