using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Read_WhatWriteWrote_IsTheSame(ScalarType type)
    {
        var tensor = arange(6).to_type(type).reshape(2, 3);
        var read = SafeTensors.Read(Bytes([new("x", tensor)]), "memory")["x"];
        Assert.Equal(type, read.dtype);
        Assert.Equal([2L, 3L], read.shape);
        Assert.Equal(tensor.bytes.ToArray(), read.bytes.ToArray());
        Assert.False(read.requires_grad);
    }

    [Fact]
    public void Read_ScalarAndEmptyTensors_KeepTheirShapes()
    {
        var read = SafeTensors.Read(Bytes([new("scalar", tensor(2.5f)), new("empty", zeros(0, 7)), new("one", ones(1))]), "memory");
        Assert.Equal([], read["scalar"].shape);
        Assert.Equal(2.5f, read["scalar"].item<float>());
        Assert.Equal([0L, 7L], read["empty"].shape);
        Assert.Equal(["scalar", "empty", "one"], read.Keys);
    }

    [Fact]
    public void Write_SameTensorsTwice_SameBytesInTheOrderGiven()
    {
        KeyValuePair<string, Tensor>[] tensors = [new("z", ones(3)), new("a", zeros(2, 2))];
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["about"] = "a test" };
        var bytes = Bytes(tensors, metadata).ToArray();
        Assert.Equal(bytes, Bytes(tensors, metadata).ToArray());
        var header = Encoding.UTF8.GetString(bytes.AsSpan(8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes)));
        Assert.Equal(0, header.Length % 8);
        Assert.Equal(
            """{"__metadata__":{"about":"a test","format":"pt"},"z":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[12,28]}}""",
            header.TrimEnd(' '));
    }

    [Fact]
    public void Write_TypesOfSeveralWidths_EachStartsAtAMultipleOfItsWidth()
    {
        KeyValuePair<string, Tensor>[] tensors = [new("flag", ones(3).to_type(ScalarType.Bool)), new("half", ones(3).to_type(ScalarType.Float16)), new("long", ones(3).to_type(ScalarType.Int64))];
        var bytes = Bytes(tensors).ToArray();
        var header = JsonSerializer.Deserialize<JsonElement>(bytes.AsSpan(8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes)));
        Assert.Equal(["flag", "half", "long"], header.EnumerateObject().Select(entry => entry.Name));
        Assert.Equal([30, 24, 0], header.EnumerateObject().Select(entry => entry.Value.GetProperty("data_offsets")[0].GetInt32()));
        var read = SafeTensors.Read(new MemoryStream(bytes), "memory");
        Assert.All(tensors, pair => Assert.Equal(pair.Value.bytes.ToArray(), read[pair.Key].bytes.ToArray()));
    }

    [Fact]
    public void Write_TransposedTensor_WritesRowMajor()
    {
        var read = SafeTensors.Read(Bytes([new("x", arange(6, dtype: ScalarType.Float32).reshape(2, 3).t())]), "memory")["x"];
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], read.data<float>().ToArray());
    }

    [Fact]
    public void Write_ParameterWithGradient_WritesItsNumbers()
    {
        var weight = ones(2, requires_grad: true);
        Assert.Equal([1f, 1f], SafeTensors.Read(Bytes([new("w", weight)]), "memory")["w"].data<float>().ToArray());
    }

    [Fact]
    public void Write_NameTwiceOrReserved_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Bytes([new("x", ones(1)), new("x", ones(1))]));
        Assert.Throws<ArgumentException>(() => Bytes([new("__metadata__", ones(1))]));
    }

    [Theory]
    [InlineData("batch.safetensors")]
    [InlineData("01-classification/weights.safetensors")]
    [InlineData("01-classification/outputs.safetensors")]
    [InlineData("07-drawing/drawing.safetensors")]
    [InlineData("08-pruning/pruned-weights.safetensors")]
    public void Write_RecordedFileRead_MeansTheSame(string name)
    {
        var original = SafeTensors.Read(GoldenData.PathOf(name));
        var path = _folder.PathOf("copy.safetensors");
        SafeTensors.Write(path, original);
        var copy = SafeTensors.Read(path);
        Assert.Equal(original.Keys, copy.Keys);
        Assert.All(original, pair =>
        {
            Assert.Equal(pair.Value.dtype, copy[pair.Key].dtype);
            Assert.Equal(pair.Value.shape, copy[pair.Key].shape);
            Assert.Equal(pair.Value.bytes.ToArray(), copy[pair.Key].bytes.ToArray());
        });
    }

    [Fact]
    public void Write_RecordedWeightsRead_GivesTheSameData()
    {
        var original = File.ReadAllBytes(GoldenData.PathOf("01-classification/weights.safetensors"));
        var copy = Bytes(SafeTensors.Read(GoldenData.PathOf("01-classification/weights.safetensors"))).ToArray();
        Assert.Equal(Data(original), Data(copy));

        static byte[] Data(byte[] file) => file[(8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file))..];
    }

    [SkippableFact]
    public void Read_FileOfAnotherProgram_HasItsTensors()
    {
        var path = SharedData.TryFind("fixtures/safetensors-getcoldfire/model.safetensors");
        Skip.If(path is null, "shared/data/fixtures is not there");
        var tensors = SafeTensors.Read(path);
        Assert.Equal(37, tensors.Count);
        Assert.Equal([256L, 32L], tensors["embeddings.word_embeddings.weight"].shape);
        Assert.All(tensors.Values, tensor => Assert.True(tensor.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Read_StreamThatCannotSeek_IsRead()
    {
        using var stream = new ForwardOnlyStream(Bytes([new("x", ones(3))]));
        Assert.Equal([1f, 1f, 1f], SafeTensors.Read(stream, "memory")["x"].data<float>().ToArray());
    }

    [Fact]
    public void Read_StreamNotAtItsStart_IsReadFromThere()
    {
        var stream = new MemoryStream();
        stream.Write([1, 2, 3]);
        SafeTensors.Write(stream, [new("x", ones(3))]);
        stream.Position = 3;
        Assert.Equal([3L], SafeTensors.Read(stream, "memory")["x"].shape);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Read_NamesNotWanted_AreLeftOut()
    {
        var path = _folder.PathOf("a.safetensors");
        SafeTensors.Write(path, [new("a", ones(3)), new("b", zeros(2)), new("c", ones(1))]);
        var read = SafeTensors.Read(path, null, name => name != "a");
        Assert.Equal(["b", "c"], read.Keys);
        Assert.Equal([0f, 0f], read["b"].data<float>().ToArray());
    }

    [Fact]
    public void Read_NoFile_NamesThePath() =>
        Assert.Contains("none.safetensors", Assert.Throws<EarlyBertException>(() => SafeTensors.Read(_folder.PathOf("none.safetensors"))).Message);

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "ends at byte 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes belong to no tensor")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8, "needs 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "needs 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "after a gap")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "inside the tensor before it")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,8]}}""", 8, "larger than any memory")]
    [InlineData("""{"x":{"dtype":"F32","shape":[0,9223372036854775807,9],"data_offsets":[0,0]}}""", 0, "larger than any memory")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2305843009213693951],"data_offsets":[0,9223372036854775804]}}""", 8, "ends at byte")]
    [InlineData("""{"x":{"dtype":"F32","shape":99999999999999999999,"data_offsets":[0,8]}}""", 8, "no list")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", 8, "more than 2")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "two data_offsets")]
    [InlineData("""{"x":{"shape":[2],"data_offsets":[0,8]}}""", 8, "lacks its dtype")]
    [InlineData("""{"x":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "'dtype' twice")]
    [InlineData("""{"x":{"dtype":"F4","shape":[2],"data_offsets":[0,8]}}""", 8, "'F4'")]
    [InlineData("""{"x":5}""", 0, "no JSON object")]
    [InlineData("""[]""", 0, "no JSON object")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "something else than text")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", 8, "no valid JSON")]
    [InlineData("""{} {}""", 0, "no valid JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "no valid JSON")]
    [InlineData("", 0, "no valid JSON")]
    public void Read_DamagedHeader_SaysWhatIsWrong(string header, int dataLength, string said)
    {
        var fault = Assert.Throws<EarlyBertException>(() => SafeTensors.Read(new MemoryStream(FileOf(header, dataLength)), "some.safetensors"));
        Assert.Contains(said, fault.Message);
        Assert.Contains("'some.safetensors'", fault.Message);
    }

    [Theory]
    [InlineData(100_000_001UL, "allowed")]
    [InlineData(ulong.MaxValue, "allowed")]
    [InlineData(3000UL, "after the length")]
    public void Read_HeaderLengthBeyondTheFile_SaysSo(ulong length, string said)
    {
        var bytes = FileOf("{}", 100);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Contains(said, Assert.Throws<EarlyBertException>(() => SafeTensors.Read(new MemoryStream(bytes), "x")).Message);
    }

    [Fact]
    public void Read_FileCutAnywhere_Fails()
    {
        var bytes = Bytes([new("a", ones(5)), new("b", ones(2))]).ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = new MemoryStream(bytes, 0, length);
            Assert.Throws<EarlyBertException>(() => SafeTensors.Read(cut, "x"));
        }
    }

    [Fact]
    public void Read_MutatedFiles_FailCleanlyOrRead()
    {
        var valid = Bytes(
            [new("bert.a.weight", ones(2, 3)), new("b", zeros(0, 4)), new("c", arange(5)), new("flag", ones(3).to_type(ScalarType.Bool)), new("s", tensor(1.5f))],
            new Dictionary<string, string> { ["format"] = "pt" }).ToArray();
        var read = 0;
        foreach (var mutant in Mutations.Of(valid, count: 10_000, seed: 1))
        {
            try
            {
                using var scope = NewDisposeScope();
                var tensors = SafeTensors.Read(new MemoryStream(mutant), "mutant");
                Assert.True(tensors.Values.Sum(tensor => tensor.numel()) <= mutant.Length);
                read++;
            }
            catch (EarlyBertException fault)
            {
                Assert.Contains("'mutant'", fault.Message);
                Assert.True(fault.Message.Length < 1000, fault.Message);
            }
        }

        Assert.InRange(read, 1, 9_999); // Some mutants are harmless: their numbers changed, not their form.
    }

    private static MemoryStream Bytes(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, metadata);
        stream.Position = 0;
        return stream;
    }

    private static byte[] FileOf(string header, int dataLength)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }
}
