using EarlyBert.Weights.TensorFlow;
using TorchSharp;
using static EarlyBert.Tests.Weights.TensorFlow.CheckpointWriter;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights.TensorFlow;

public sealed class TensorFlowCheckpointTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [SkippableFact]
    public void Read_FixtureOfAnotherProgram_HasItsWeights()
    {
        var path = SharedData.TryFind("fixtures/tf-ckpt-keras-bert/bert_model.ckpt.index");
        Skip.If(path is null, "shared/data/fixtures is not there");
        var tensors = TensorFlowCheckpoint.Read(path, null, _ => true);
        Assert.Equal(46, tensors.Count);
        Assert.DoesNotContain(tensors.Keys, name => name.Contains("adam") || name.Contains("global_step") || name.Contains('/'));
        Assert.Equal([15L, 4], tensors["bert.embeddings.word_embeddings.weight"].shape);
        Assert.Equal([16L, 4], tensors["bert.encoder.layer.1.intermediate.dense.weight"].shape);
        Assert.Equal([4L, 16], tensors["bert.encoder.layer.0.output.dense.weight"].shape);
        Assert.Equal([2L, 4], tensors["cls.seq_relationship.weight"].shape);
        Assert.Equal([15L], tensors["cls.predictions.bias"].shape);

        // Read from the file by hand: rows before the transposition are columns after it.
        Assert.Equal([-0.00625981f, 0.02077261f, 0.02525873f, 0.0223205f], tensors["bert.embeddings.word_embeddings.weight"][0].data<float>().ToArray(), Near);
        Assert.Equal([-0.03075439f, -0.01313204f, 0.03160595f, 0.00618506f], tensors["bert.encoder.layer.1.intermediate.dense.weight"][TensorIndex.Slice(0, 4), 0].contiguous().data<float>().ToArray(), Near);
        Assert.Equal(-0.006935241399332891, tensors["cls.seq_relationship.weight"].to_type(ScalarType.Float64).sum().item<double>(), 1e-12);
    }

    [Fact]
    public void Read_KernelsAndTables_HaveTheirPlaces()
    {
        var read = Read(Write(("bert/pooler/dense/kernel", [2, 3], [0, 1, 2, 3, 4, 5]), ("bert/pooler/dense/bias", [3], [6, 7, 8]), ("bert/embeddings/word_embeddings", [1, 2], [9, 10]), ("global_step", [], [5]),
            ("bert/pooler/dense/kernel/adam_m", [2, 3], new float[6])));
        Assert.Equal(["bert.embeddings.word_embeddings.weight", "bert.pooler.dense.bias", "bert.pooler.dense.weight"], read.Keys);
        Assert.Equal([3L, 2], read["bert.pooler.dense.weight"].shape);
        Assert.Equal([0f, 3, 1, 4, 2, 5], read["bert.pooler.dense.weight"].data<float>().ToArray());
        Assert.Equal([9f, 10], read["bert.embeddings.word_embeddings.weight"].data<float>().ToArray());
    }

    [Fact]
    public void Read_SeveralFiles_AreAllRead()
    {
        byte[] one = BitConverter.GetBytes(1f), two = BitConverter.GetBytes(2f);
        var index = Table(("", Header(shards: 2)), ("a", Entry(Float, [1], 1, 0, 4, Checksum.Of(two))), ("b", Entry(Float, [1], 0, 0, 4, Checksum.Of(one))));
        using var folder = new TemporaryFolder();
        folder.Write("m.ckpt.data-00000-of-00002", one);
        folder.Write("m.ckpt.data-00001-of-00002", two);
        var read = TensorFlowCheckpoint.Read(folder.Write("m.ckpt.index", index), null, _ => true);
        Assert.Equal(2f, read["a"].item<float>());
        Assert.Equal(1f, read["b"].item<float>());
        File.Delete(folder.PathOf("m.ckpt.data-00001-of-00002"));
        Assert.Contains("m.ckpt.data-00001-of-00002", Assert.Throws<EarlyBertException>(() => TensorFlowCheckpoint.Read(folder.PathOf("m.ckpt.index"), null, _ => true)).Message);
    }

    [Theory]
    [InlineData(2, ScalarType.Float64, 8)]
    [InlineData(3, ScalarType.Int32, 4)]
    [InlineData(9, ScalarType.Int64, 8)]
    [InlineData(14, ScalarType.BFloat16, 2)]
    [InlineData(19, ScalarType.Float16, 2)]
    public void Read_OtherTypes_KeepThem(ulong number, ScalarType type, int bytes)
    {
        var data = new byte[bytes * 2];
        Assert.Equal(type, Read((Table(("", Header()), ("w", Entry(number, [2], 0, 0, (ulong)data.Length, Checksum.Of(data)))), data))["w"].dtype);
    }

    [Fact]
    public void Read_DamagedNumbers_SayWhichTensor()
    {
        var (index, data) = Write(("w", [2], [1, 2]));
        data[3] ^= 1;
        Assert.Contains("the checksum of tensor 'w' differs", Fault((index, data)));
    }

    [Fact]
    public void Read_ClaimsBeyondTheFile_AreRefused()
    {
        Assert.Contains("has 8 bytes at byte 0 of a file of 7", Fault((Write(("w", [2], [1, 2])).Index, new byte[7])));
        Assert.Contains("at byte 18446744073709551615", Fault(One(Entry(Float, [1], 0, ulong.MaxValue, 4, 0))));
        Assert.Contains("claims 18446744073709551615 bytes, its shape needs 4", Fault(One(Entry(Float, [1], 0, 0, ulong.MaxValue, 0))));
        Assert.Contains("claims 4 bytes, its shape needs 8", Fault(One(Entry(Float, [2], 0, 0, 4, 0))));
        Assert.Contains("needs more than any memory has", Fault(One(Entry(Float, [1L << 40, 1L << 40], 0, 0, 4, 0))));
        Assert.Contains("at byte 0 of a file of 4", Fault(One(Entry(Float, [1L << 40], 0, 0, 1UL << 42, 0))));
        Assert.Contains("a size below 0", Fault(One(Entry(Float, [-1], 0, 0, 4, 0))));
        Assert.Contains("more than 64 dimensions", Fault(One(Entry(Float, Enumerable.Repeat(1L, 65).ToArray(), 0, 0, 4, 0))));
        Assert.Contains("lies in file 1 of 1", Fault(One(Entry(Float, [1], 1, 0, 4, 0))));
        Assert.Contains("TensorFlow's type 7", Fault(One(Entry(7, [1], 0, 0, 4, 0))));
        Assert.Contains("lies in parts", Fault(One([.. Entry(Float, [1], 0, 0, 4, 0), (7 << 3) | 2, 0])));
        Assert.Contains("no known shape", Fault(One([(2 << 3) | 2, 2, 3 << 3, 1])));
    }

    [Fact]
    public void Read_TensorsOverEachOther_AreRefused()
    {
        var one = BitConverter.GetBytes(1f);
        var entry = Entry(Float, [1], 0, 0, 4, Checksum.Of(one));
        Assert.Contains("inside another tensor", Fault((Table(("", Header()), ("a", entry), ("b", entry)), one)));
    }

    [Fact]
    public void Read_KernelThatIsNoMatrix_IsRefused() => Assert.Contains("has 1 dimensions (allowed: 2)", Fault(Write(("bert/pooler/dense/kernel", [2], [1, 2]))));

    [Fact]
    public void Read_TwoNamesForOneWeight_IsRefused() => Assert.Contains("'a.weight' under two names", Fault(Write(("a/gamma", [1], [1]), ("a/output_weights", [1], [1]))));

    [Fact]
    public void Read_CheckpointOfTensorFlow2_SaysSo() => Assert.Contains("TensorFlow 2", Fault(Write(("_CHECKPOINTABLE_OBJECT_GRAPH", [1], [1]))));

    [Fact]
    public void Read_HeaderThatCannotBe_IsRefused()
    {
        Assert.Contains("0 files", Fault((Table(("", Header(shards: 0))), [])));
        Assert.Contains("100000 files", Fault((Table(("", Header(shards: 100_000))), [])));
        Assert.Contains("another byte order", Fault((Table(("", Header(endianness: 1))), [])));
        Assert.Contains("no header", Fault((Table(("w", Header())), [])));
        Assert.Contains("no header", Fault((Table(Block([])), [])));
    }

    [Fact]
    public void Read_TableThatBreaksItsRules_IsRefused()
    {
        Assert.Contains("not in order", Fault((Table(("", Header()), ("b", []), ("a", [])), [])));
        Assert.Contains("not in order", Fault((Table(("", Header()), ("a", []), ("a", [])), [])));
        Assert.Contains("compressed by method 1", Fault((Table(Block([("", Header())]), compression: 1), [])));
        Assert.Contains("longer than its block", Fault((Table([5, 1, 0, (byte)'a', 0, 0, 0, 0]), [])));
        Assert.Contains("longer than its block", Fault((Table([0, 100, 0, 0, 0, 0, 0]), [])));
        Assert.Contains("longer than its block", Fault((Table(("", Header()), (new string('a', 513), [])), [])));
        Assert.Contains("a number without an end", Fault((Table([0xff, 0xff, 0, 0, 0, 0]), [])));
        Assert.Contains("has no entries", Fault((Table([255, 255, 255, 255]), [])));
        Assert.Contains("has no entries", Fault((Table(Array.Empty<byte>()), [])));
        Assert.Contains("does not end like one", Fault((new byte[100], [])));
        Assert.Contains("beyond its end", Fault((Footer(0, 1 << 20), [])));
        Assert.Contains("beyond its end", Fault((Footer(ulong.MaxValue, ulong.MaxValue), [])));
        Assert.Contains("field of kind 3", Fault((Table(("", (byte[])[(1 << 3) | 3])), [])));
    }

    [Fact]
    public void Read_OneBitOfTheIndexFlipped_IsRefused()
    {
        var (index, data) = Write(("w", [2], [1, 2]));
        for (var i = 0; i < index.Length - 48; i++)
        {
            var damaged = (byte[])index.Clone();
            damaged[i] ^= 4;
            Fault((damaged, data));
        }
    }

    [Fact]
    public void Read_FileCutAnywhere_Fails()
    {
        var (index, data) = Write(("a", [2], [1, 2]), ("b", [1], [3]));
        for (var length = 0; length < index.Length; length++)
            Fault((index[..length], data));
        for (var length = 0; length < data.Length; length++)
            Fault((index, data[..length]));
    }

    [Fact]
    public void Checksum_TextOfTheStandard_IsItsCheckValueMasked() =>
        Assert.Equal(uint.RotateRight(0xe3069283, 15) + 0xa282ead8, Checksum.Of("123456789"u8)); // RFC 3720's value

    private static (byte[], byte[]) One(byte[] entry) => (Table(("", Header()), ("w", entry)), new byte[4]);

    private static IReadOnlyDictionary<string, Tensor> Read((byte[] Index, byte[] Data) files) =>
        TensorFlowCheckpoint.Read(new MemoryStream(files.Index), "x", null, _ => true, (_, _, read) => read(new MemoryStream(files.Data)));

    private static string Fault((byte[] Index, byte[] Data) files)
    {
        var message = Assert.Throws<EarlyBertException>(() => Read(files)).Message;
        Assert.StartsWith("'x' is not a whole checkpoint of TensorFlow: ", message);
        return message;
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-7;
}
