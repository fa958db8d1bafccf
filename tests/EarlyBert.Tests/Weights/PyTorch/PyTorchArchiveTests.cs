using System.IO.Compression;
using EarlyBert.Weights.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights.PyTorch;

/// <summary>What both formats of <c>torch.save</c> have in common: types, strides, shared storages, damage.</summary>
public sealed class PyTorchArchiveTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Formats => new("zip", "legacy");

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("torch-zip.bin")]
    [InlineData("torch-legacy.bin")]
    [InlineData("torch-protocol4.bin")]
    public void Read_FileOfPyTorch_HasItsTensors(string file)
    {
        var tensors = PyTorchArchive.Read(Path.Combine(AppContext.BaseDirectory, "Weights", "Files", file), null, _ => true);
        Assert.Equal(["float32", "float16", "bfloat16", "float64", "int64", "int32", "int16", "int8", "uint8", "bool", "transposed", "slice", "every second", "tied 1", "tied 2", "parameter", "scalar", "empty"], tensors.Keys);
        ScalarType[] types = [ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];
        Assert.Equal(types, tensors.Values.Take(types.Length).Select(tensor => tensor.dtype));
        Assert.All(tensors.Values.Take(9), tensor => Assert.Equal([0f, 1, 2, 3, 4, 5], Numbers(tensor)));
        Assert.All(tensors.Values.Take(10), tensor => Assert.Equal([2L, 3], tensor.shape));
        Assert.Equal([0f, 1, 1, 1, 1, 1], Numbers(tensors["bool"]));
        Assert.Equal([3L, 2], tensors["transposed"].shape);
        Assert.Equal([0f, 3, 1, 4, 2, 5], Numbers(tensors["transposed"]));
        Assert.Equal([3f, 4, 5, 6], Numbers(tensors["slice"]));
        Assert.Equal([0f, 2, 4, 6, 8], Numbers(tensors["every second"]));
        Assert.Equal([1f, 2, 3, 4, 5, 6], Numbers(tensors["tied 1"]));
        Assert.Equal([1f, 2, 3, 4, 5, 6], Numbers(tensors["tied 2"]));
        Assert.Equal([2f, 3, 4, 5, 6, 7], Numbers(tensors["parameter"]));
        Assert.Equal(1.5f, tensors["scalar"].item<float>());
        Assert.Empty(tensors["scalar"].shape);
        Assert.Equal([0L, 4], tensors["empty"].shape);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_EveryType_HasItsBytes(string format)
    {
        var originals = StorageType.All.Select(type => ones(2, 2).to_type(type.Type)).ToArray();
        var read = Read(format, originals.Select((tensor, i) => SavedTensor.Of($"t{i}", $"{i}", tensor)).ToArray());
        Assert.Equal(originals.Length, read.Count);
        for (var i = 0; i < originals.Length; i++)
        {
            Assert.Equal(originals[i].dtype, read[$"t{i}"].dtype);
            Assert.Equal(originals[i].bytes.ToArray(), read[$"t{i}"].bytes.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_StridesAndOffsets_AreRowMajorAfterwards(string format)
    {
        var row = SavedTensor.Of("row", "0", 0, 1, 2, 3, 4, 5, 6, 7);
        var read = Read(format,
            row with { Name = "transposed", Shape = [2, 3], Strides = [1, 2], Offset = 1 },
            row with { Name = "diagonal", Shape = [3], Strides = [3] },
            row with { Name = "one", Shape = [1, 1], Strides = [100, 1000], Offset = 7 },
            row with { Name = "scalar", Shape = [], Strides = [], Offset = 5 },
            row with { Name = "none", Shape = [0, 3], Strides = [3, 1], Offset = 8 });
        Assert.Equal([1f, 3, 5, 2, 4, 6], Numbers(read["transposed"]));
        Assert.Equal([0f, 3, 6], Numbers(read["diagonal"]));
        Assert.Equal([7f], Numbers(read["one"]));
        Assert.Equal(5f, read["scalar"].item<float>());
        Assert.Equal([0L, 3], read["none"].shape);
        Assert.All(read.Values, tensor => Assert.True(tensor.is_contiguous()));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_SharedStorage_GivesEachItsOwnMemory(string format)
    {
        var first = SavedTensor.Of("first", "0", 1, 2);
        var read = Read(format, first, first with { Name = "second" });
        read["first"].fill_(7);
        Assert.Equal([1f, 2], Numbers(read["second"]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_Parameter_IsAPlainTensor(string format)
    {
        var read = Read(format, SavedTensor.Of("w", "0", 1, 2) with { IsParameter = true })["w"];
        Assert.Equal([1f, 2], Numbers(read));
        Assert.False(read.requires_grad);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_NamesNotWanted_AreLeftOut(string format)
    {
        var read = PyTorchArchive.Read(new MemoryStream(Write(format, SavedTensor.Of("a", "0", 1), SavedTensor.Of("b", "1", 2), SavedTensor.Of("c", "2", 3))), "x", null, name => name != "b");
        Assert.Equal(["a", "c"], read.Keys);
        Assert.Equal([3f], Numbers(read["c"]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_InsideAScope_BelongsToIt(string format)
    {
        Tensor read;
        using (NewDisposeScope())
            read = Read(format, SavedTensor.Of("a", "0", 1))["a"];
        Assert.True(read.IsInvalid);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_NothingButOtherEntries_IsEmpty(string format)
    {
        var pickle = new PickleWriter().Do("}(").Text("step").Whole(5).Text("rate").Raw((byte)'G').Raw(new byte[8]).Text("names").Do("]").Do("u").ToArray();
        Assert.Empty(PyTorchArchive.Read(new MemoryStream(format == "zip" ? TorchFiles.ZipOf(pickle) : TorchFiles.LegacyOf(pickle)), "x", null, _ => true));
    }

    [Fact]
    public void Read_Python2Pickle_HasItsTensors()
    {
        // Byte strings for text, and the ordered dictionary's content as pairs in a list.
        var pickle = new PickleWriter().Global("collections", "OrderedDict").Do("(](](").Raw((byte)'U', 1, (byte)'w')
            .Global("torch._utils", "_rebuild_tensor").Do("((").Raw((byte)'U', 7).Do("storage").Global("torch", "FloatStorage").Raw((byte)'T', 1, 0, 0, 0, (byte)'0').Raw((byte)'U', 3).Do("cpu").Whole(2).Do("NtQ")
            .Whole(0).Tuple(2).Tuple(1).Do("tR").Do("eetR").ToArray();
        var read = PyTorchArchive.Read(new MemoryStream(TorchFiles.LegacyOf(pickle, SavedTensor.Of("w", "0", 1, 2))), "x", null, _ => true);
        Assert.Equal([1f, 2], Numbers(read["w"]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_ClaimsBeyondTheStorage_AreRefused(string format)
    {
        var row = SavedTensor.Of("w", "0", 0, 1, 2, 3);
        Assert.Contains("reads number 4 of a storage that has 4", Fault(format, row with { Shape = [5], Strides = [1] }));
        Assert.Contains("reads number 4", Fault(format, row with { Offset = 1 }));
        Assert.Contains("reads number 9", Fault(format, row with { Shape = [2, 2], Strides = [8, 1] }));
        Assert.Contains("below 0", Fault(format, row with { Offset = -1 }));
        Assert.Contains("below 0", Fault(format, row with { Shape = [-4] }));
        Assert.Contains("below 0", Fault(format, row with { Strides = [-1], Offset = 3 }));
        Assert.Contains("1 sizes and 2 strides", Fault(format, row with { Strides = [1, 1] }));
        Assert.Contains("larger than any memory", Fault(format, row with { Shape = [1L << 40, 1L << 40], Strides = [0, 0] }));
        Assert.Contains("larger than any memory", Fault(format, row with { Shape = [0, long.MaxValue, 9], Strides = [0, 0, 0] }));
        Assert.Contains("reads number", Fault(format, row with { Shape = [2, 2], Strides = [long.MaxValue, long.MaxValue] }));
        Assert.Contains("more than once", Fault(format, row with { Shape = [1 << 30], Strides = [0] }));
        Assert.Contains("65 dimensions", Fault(format, row with { Shape = Enumerable.Repeat(1L, 65).ToArray(), Strides = new long[65] }));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_OneStorageUnderManyNames_IsRefused(string format)
    {
        var row = SavedTensor.Of("w", "0", ones(100));
        Assert.Contains("allowed: 4 times as many", Fault(format, Enumerable.Range(0, 6).Select(i => row with { Name = $"w{i}" }).ToArray()));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_StorageWithTwoLengths_IsRefused(string format) =>
        Assert.Contains("two types or lengths", Fault(format, SavedTensor.Of("a", "0", 1), SavedTensor.Of("b", "0", 1, 2)));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_StorageLongerThanTheFile_IsRefused(string format)
    {
        var row = SavedTensor.Of("w", "0", 1, 2);
        Assert.Contains("bytes", Fault(format, row with { Elements = 1L << 40, Shape = [1L << 40] }));
        Assert.Contains("has -1 numbers", Fault(format, row with { Elements = -1 }));
        Assert.Contains($"has {long.MaxValue} numbers", Fault(format, row with { Elements = long.MaxValue }));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_FileCutAnywhere_Fails(string format)
    {
        var bytes = Write(format, SavedTensor.Of("a", "0", 1, 2), SavedTensor.Of("b", "1", 3));
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = new MemoryStream(bytes, 0, length);
            Assert.Throws<EarlyBertException>(() => PyTorchArchive.Read(cut, "x", null, _ => true));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("ustar")]
    public void Read_AnotherKindOfFile_SaysSo(string content) =>
        Assert.Equal("'x' is not a whole weights file of PyTorch: it begins neither like a ZIP file nor like a pickle; download or save it again.",
            Assert.Throws<EarlyBertException>(() => PyTorchArchive.Read(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(content)), "x", null, _ => true)).Message);

    [Fact]
    public void Read_PlaceholderOfGit_SaysHowToFetch()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("pytorch_model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 440473133\n");
        Assert.Contains("git lfs pull", Assert.Throws<EarlyBertException>(() => PyTorchArchive.Read(path, null, _ => true)).Message);
    }

    [Fact]
    public void Read_CompressedEntries_AreUnpacked()
    {
        var bytes = TorchFiles.Zip([SavedTensor.Of("w", "0", zeros(1000))], CompressionLevel.SmallestSize);
        Assert.InRange(bytes.Length, 1, 2000);
        Assert.Equal([1000L], PyTorchArchive.Read(new MemoryStream(bytes), "x", null, _ => true)["w"].shape);
    }

    private static byte[] Write(string format, params SavedTensor[] tensors) => format == "zip" ? TorchFiles.Zip(tensors) : TorchFiles.Legacy(tensors);

    private static IReadOnlyDictionary<string, Tensor> Read(string format, params SavedTensor[] tensors) => PyTorchArchive.Read(new MemoryStream(Write(format, tensors)), "x", null, _ => true);

    private static string Fault(string format, params SavedTensor[] tensors)
    {
        var message = Assert.Throws<EarlyBertException>(() => Read(format, tensors)).Message;
        Assert.StartsWith("'x' is not a whole weights file of PyTorch: ", message);
        return message;
    }

    private static float[] Numbers(Tensor tensor) => tensor.to_type(ScalarType.Float32).data<float>().ToArray();
}
