using System.Text;
using EarlyBert.Weights.PyTorch;

namespace EarlyBert.Tests.Weights.PyTorch;

/// <summary>The language of pickles: what is read, and that everything else is refused and not run.</summary>
public sealed class PickleReaderTests
{
    [Fact]
    public void Read_PlainValues_AreThose()
    {
        var pickle = new PickleWriter().Do("(NJ").Number(-2, 4).Do("K").Number(255, 1).Do("M").Number(65535, 2).Raw(0x8a, 0).Raw(0x8a, 1, 0xff).Raw(0x8a, 2, 0x00, 0x80)
            .Raw(0x88, 0x89).Text("ü").Do("G").Raw(0x3f, 0xf8, 0, 0, 0, 0, 0, 0).Do("t").ToArray();
        Assert.Equal([null, -2L, 255L, 65535L, 0L, -1L, -32768L, true, false, "ü", 1.5], Assert.IsType<object?[]>(Read(pickle)));
    }

    [Fact]
    public void Read_ListsDictionariesAndMemory_AreThose()
    {
        var pickle = new PickleWriter().Do("](").Whole(1).Whole(2).Do("eq\0").Whole(3).Do("a0"[..1]).Do("h\0").Raw(0x86).ToArray();
        var pair = Assert.IsType<object?[]>(Read(pickle));
        Assert.Equal([1L, 2L, 3L], Assert.IsType<List<object?>>(pair[0]));
        Assert.Same(pair[0], pair[1]);
        var dictionary = Assert.IsType<PickleDictionary>(Read(new PickleWriter().Do("}").Text("a").Whole(1).Do("s(").Text("b").Whole(2).Text("a").Whole(3).Do("u").ToArray()));
        Assert.Equal([new("a", 3L), new("b", 2L)], dictionary);
    }

    [Fact]
    public void Read_NumberOfSixteenBytes_IsWhole() =>
        Assert.Equal(Int128.Parse("119547037146038801333356"), Read(new PickleWriter().Whole(Int128.Parse("119547037146038801333356")).ToArray()));

    [Theory]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0exittR", "'os.system'")]
    [InlineData("cposix\nsystem\n(X\u0004\0\0\0exittR", "'posix.system'")]
    [InlineData("cnt\nsystem\n(X\u0004\0\0\0exittR", "'nt.system'")]
    [InlineData("cbuiltins\neval\n(X\u0001\0\0\01tR", "'builtins.eval'")]
    [InlineData("c__builtin__\nexec\n(X\u0001\0\0\01tR", "'__builtin__.exec'")]
    [InlineData("c__builtin__\n__import__\n(X\u0002\0\0\0ostR", "'__builtin__.__import__'")]
    [InlineData("cbuiltins\ngetattr\n", "'builtins.getattr'")]
    [InlineData("csubprocess\nPopen\n", "'subprocess.Popen'")]
    [InlineData("cwebbrowser\nopen\n", "'webbrowser.open'")]
    [InlineData("crunpy\n_run_code\n", "'runpy._run_code'")]
    [InlineData("ctorch\nload\n", "'torch.load'")]
    [InlineData("ctorch.storage\n_load_from_bytes\n", "'torch.storage._load_from_bytes'")]
    [InlineData("ctorch\nQInt8Storage\n", "'torch.QInt8Storage'")]
    [InlineData("ctorch\nFloatStorage.from_file\n", "'torch.FloatStorage.from_file'")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2.__globals__\n", "'torch._utils._rebuild_tensor_v2.__globals__'")]
    [InlineData("ccollections\nOrderedDict.__class__\n", "'collections.OrderedDict.__class__'")]
    [InlineData("cposix\r\nsystem\n", "'posix?.system'")]
    [InlineData("X\u0005\0\0\0posixX\u0006\0\0\0system\u0093", "'posix.system'")]
    [InlineData("(S'id'\nios\nsystem\n", "instruction 0x53")]
    [InlineData("(ios\nsystem\n", "instruction 0x69")]
    [InlineData("(o", "instruction 0x6f")]
    [InlineData("ccollections\nOrderedDict\n)\u0081", "instruction 0x81")]
    [InlineData("ccollections\nOrderedDict\n)}\u0092", "instruction 0x92")]
    [InlineData("\u0082\u0001", "instruction 0x82")]
    [InlineData("\u0083\u0001\0", "instruction 0x83")]
    [InlineData("\u0084\u0001\0\0\0", "instruction 0x84")]
    [InlineData("Pstorage\n", "instruction 0x50")]
    [InlineData("\u0096\u0001\0\0\0\0\0\0\0a", "instruction 0x96")]
    [InlineData("\u0097", "instruction 0x97")]
    [InlineData("}2", "instruction 0x32")]
    [InlineData("ccollections\nOrderedDict\n)R)R", "a call of something that is no function")]
    [InlineData("ctorch\nFloatStorage\n)R", "a call of something that is no function")]
    [InlineData("X\u0009\0\0\0os.system)R", "a call of something that is no function")]
    [InlineData("ccollections\nOrderedDict\n}b", "the state of an object that is no dictionary")]
    [InlineData("}X\u0001\0\0\0ab", "the state of an object that is no dictionary")]
    [InlineData("]}b", "the state of an object that is no dictionary")]
    public void Read_MoreThanWeightsNeed_IsRefusedByName(string program, string named)
    {
        var message = Assert.Throws<EarlyBertException>(() => Read(Latin(program))).Message;
        Assert.StartsWith($"'x' asks for {named}", message);
        Assert.Contains("nothing of it was run", message);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Theory]
    [InlineData("ccollections\nOrderedDict\n(NtR", "calls OrderedDictionary")]
    [InlineData("ccollections\nOrderedDict\nNR", "calls OrderedDictionary")]
    [InlineData("ccollections\nOrderedDict\n(](Natatratr", "takes more objects")]
    [InlineData("ccollections\nOrderedDict\n(](NtatR", "something else than pairs")]
    [InlineData("ctorch._utils\n_rebuild_parameter\n(N\u0088}tR", "calls RebuildParameter")]
    [InlineData("ctorch\nSize\n)R", "calls Size")]
    [InlineData("X\u0007\0\0\0storageQ", "no storage")]
    [InlineData("(X\u0006\0\0\0moduleNNNtQ", "no storage")]
    [InlineData("NQ", "no storage")]
    [InlineData("u", "closes what it has not opened")]
    [InlineData("t", "closes what it has not opened")]
    [InlineData("]e", "closes what it has not opened")]
    [InlineData("R", "takes more objects")]
    [InlineData("N(a", "takes more objects")]
    [InlineData("N(\u0085", "takes more objects")]
    [InlineData("(q\0", "takes more objects")]
    [InlineData("Na", "takes more objects")]
    [InlineData("NNa", "appends to something that is no list")]
    [InlineData("NX\u0001\0\0\0aNs", "no dictionary")]
    [InlineData("}(Nu", "a key without a value")]
    [InlineData("}NNs", "keys that are no text")]
    [InlineData("})Ns", "keys that are no text")]
    [InlineData("h\0", "recalls object 0")]
    [InlineData("j\u00ff\u00ff\u00ff\u00ff", "recalls object 4294967295")]
    [InlineData("NN", "ends with 2 objects")]
    [InlineData("", "ends with 0 objects")]
    [InlineData("N(", "ends with 1 objects")]
    [InlineData("\u0080\u0006N", "protocol 6")]
    [InlineData("X\u00ff\u00ff\u00ff\u007f", "text of 2147483647 bytes")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff", "text of 4294967295 bytes")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "text of 18446744073709551615 bytes")]
    [InlineData("X\0\u0001\0\0abc", "ends early")]
    [InlineData("T\u00ff\u00ff\u00ff\u007f", "text of 2147483647 bytes")]
    [InlineData("\u008a\u00ff", "whole number of 255 bytes")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f", "whole number of 2147483647 bytes")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff", "whole number of 4294967295 bytes")]
    [InlineData("X\u0001\0\0\0\u00ff", "not UTF-8")]
    [InlineData("cposix", "without an end")]
    [InlineData("cposix\nsystem", "without an end")]
    [InlineData("NN\u0093", "names a class by something else than text")]
    public void Read_Damaged_SaysWhatIsWrong(string program, string said)
    {
        var fault = Assert.Throws<InvalidDataException>(() => Read(Latin(program)));
        Assert.Contains(said, fault.Message);
    }

    [Fact]
    public void Read_WithoutAnEnd_SaysSo() => Assert.Contains("ends early", Assert.Throws<InvalidDataException>(() => Read([0x80, 2, (byte)'N'])).Message);

    [Fact]
    public void Read_ManyMarks_AreRefused() => AssertRefused("nests more than 256 deep", Latin(new string('(', 300)));

    [Fact]
    public void Read_DeepStack_IsRefused() => AssertRefused("stacks more than 65536 objects", Latin(new string(']', 70_000)));

    [Fact]
    public void Read_DeepTuples_AreReadWithoutRecursion()
    {
        var value = Read([(byte)'N', .. Enumerable.Repeat((byte)0x85, 100_000), (byte)'.']);
        for (var depth = 0; depth < 100_000; depth++)
            value = Assert.IsType<object?[]>(value)[0];
        Assert.Null(value);
    }

    [Fact]
    public void Read_ListInItself_IsRead()
    {
        var list = Assert.IsType<List<object?>>(Read(Latin("]q\0h\0a")));
        Assert.Same(list, list[0]);
    }

    [Fact]
    public void Read_MemoBomb_IsRefused()
    {
        var program = new PickleWriter().Do("]");
        for (var i = 0; i < 300_000; i++)
            program.Do("]r").Number(i, 4).Do("a");
        AssertRefused("keeps more than 262144 objects", program.ToArray());
    }

    [Fact]
    public void Read_ListThatDoubles_IsReadAsItStands()
    {
        // A tuple of twice the tuple before, thirty times: a thousand million leaves to whoever walks through it, thirty objects in memory.
        var program = new PickleWriter().Do(")q\0");
        for (var i = 0; i < 30; i++)
            program.Do("h\0").Raw(0x86).Do("q\0");
        Assert.Equal(2, Assert.IsType<object?[]>(Read(program.ToArray())).Length);
    }

    [Fact]
    public void Read_ManyObjects_AreRefused()
    {
        var piece = "(" + new string('}', 60_000) + "e";
        var program = new PickleWriter().Do("]");
        for (var i = 0; i < 40; i++)
            program.Do(piece);
        AssertRefused("bytes of memory", program.ToArray());
    }

    [Fact]
    public void Read_PairsCopiedOverAndOver_AreRefused()
    {
        // A list of pairs is kept once and made into a dictionary many times.
        var program = new PickleWriter().Do("](");
        for (var i = 0; i < 1_000; i++)
            program.Text($"{i}").Do("N").Raw(0x86);
        program.Do("e").Raw(0x85).Do("q\0").Global("collections", "OrderedDict").Do("q\u0001");
        for (var i = 0; i < 3_000; i++)
            program.Do("h\u0001h\0R");
        AssertRefused("bytes of memory", program.ToArray());
    }

    [Fact]
    public void Read_TensorsWithoutEnd_AreRefused()
    {
        var program = new PickleWriter().Global("torch._utils", "_rebuild_tensor").Do("q\0(").Storage("FloatStorage", "0", 1).Whole(0)
            .Tuple(Enumerable.Repeat(1L, 64).ToArray()).Tuple(new long[64]).Do("tq\u0001");
        for (var i = 0; i < 65_000; i++)
            program.Do("h\0h\u0001R");
        AssertRefused("bytes of memory", program.ToArray());
    }

    private static void AssertRefused(string said, byte[] program)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => Read(program)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }

    private static byte[] Latin(string program) => [.. Encoding.Latin1.GetBytes(program), (byte)'.'];

    private static object? Read(byte[] pickle) => new PickleReader(pickle, new TorchObjects("x")).Read();
}
