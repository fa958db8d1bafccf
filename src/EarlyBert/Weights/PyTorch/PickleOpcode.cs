namespace EarlyBert.Weights.PyTorch;

/// <summary>
/// The instructions of Python's pickle language that tensors are written with. Those that look objects up by other means, make
/// instances or reach extensions are not here and refused.
/// </summary>
internal enum PickleOpcode : byte
{
    Protocol = 0x80,
    Frame = 0x95,
    Stop = (byte)'.',
    Mark = (byte)'(',

    None = (byte)'N',
    True = 0x88,
    False = 0x89,
    Int32 = (byte)'J',
    Int8 = (byte)'K',
    Int16 = (byte)'M',
    Long1 = 0x8a,
    Long4 = 0x8b,
    Float64 = (byte)'G',

    Text4 = (byte)'X',
    Text1 = 0x8c,
    Text8 = 0x8d,
    Python2Text4 = (byte)'T',
    Python2Text1 = (byte)'U',

    EmptyTuple = (byte)')',
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    Tuple = (byte)'t',
    EmptyList = (byte)']',
    List = (byte)'l',
    Append = (byte)'a',
    Appends = (byte)'e',
    EmptyDictionary = (byte)'}',
    Dictionary = (byte)'d',
    SetItem = (byte)'s',
    SetItems = (byte)'u',

    Get1 = (byte)'h',
    Get4 = (byte)'j',
    Put1 = (byte)'q',
    Put4 = (byte)'r',
    Memoize = 0x94,

    Global = (byte)'c',
    StackGlobal = 0x93,
    Reduce = (byte)'R',
    Build = (byte)'b',
    PersistentId = (byte)'Q',
}
