using System.Text;
using EarlyBert.Tests.Weights.PyTorch;
using EarlyBert.Tests.Weights.TensorFlow;
using EarlyBert.Weights.PyTorch;
using EarlyBert.Weights.TensorFlow;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights;

/// <summary>
/// 70,000 damaged files: each is read or refused in a sentence, and none takes more memory than a small file may. The seeds are fixed,
/// so that a failure comes back.
/// </summary>
public sealed class HostileFilesTests
{
    /// <summary>.NET's memory for a damaged file of a few hundred bytes; libtorch's is compared with the file's length.</summary>
    private const long MostMemory = 1 << 20;

    private static readonly byte[] Opcodes = Encoding.Latin1.GetBytes("(.)0123abcdeghijlopqrstuBCDFGIJKLMNPQRSTUVX]}\u0080\u0081\u0082\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u0093\u0094\u0095");

    private static readonly SavedTensor Row = SavedTensor.Of("row", "0", 0, 1, 2, 3, 4, 5);

    private static readonly SavedTensor[] Saved =
    [
        Row, Row with { Name = "t", Shape = [3, 2], Strides = [1, 3] }, SavedTensor.Of("e", "1", zeros(0, 4)),
        SavedTensor.Of("h", "2", ones(3, dtype: ScalarType.Float16)) with { IsParameter = true },
    ];

    [Fact]
    public void Read_MutatedZipFiles_FailCleanlyOrRead() => Try(BinaryMutations.Of(TorchFiles.Zip(Saved), 12_000, seed: 1, Encoding.Latin1.GetBytes("PK\u0001\u0002\u0003\u0004\u0005\u0006\u0008")), ReadTorch);

    [Fact]
    public void Read_MutatedPicklesInZipFiles_FailCleanlyOrRead()
    {
        var storages = Saved.DistinctBy(tensor => tensor.Key).Select(tensor => ($"a/data/{tensor.Key}", tensor.Storage)).ToArray();
        Try(BinaryMutations.Of(TorchFiles.Dictionary(Saved, isLegacy: false), 20_000, seed: 2, Opcodes).Select(pickle => TorchFiles.ZipOf([("a/data.pkl", pickle), .. storages])), ReadTorch);
    }

    [Fact]
    public void Read_MutatedLegacyFiles_FailCleanlyOrRead() => Try(BinaryMutations.Of(TorchFiles.Legacy(Saved), 20_000, seed: 3, Opcodes), ReadTorch);

    [Fact]
    public void Read_MutatedCheckpoints_FailCleanlyOrRead()
    {
        var (index, data) = CheckpointWriter.Write(("bert/pooler/dense/kernel", [2, 3], [0, 1, 2, 3, 4, 5]), ("bert/pooler/dense/bias", [3], [6, 7, 8]), ("global_step", [], [5]));
        Try(BinaryMutations.Of(index, 4_000, seed: 4, [0, 1, 8, 0x10, 0x12, 0x7f, 0x80, 0xff]), mutant => ReadCheckpoint(mutant, data));
    }

    [Fact]
    public void Read_MutatedCheckpointBlocks_FailCleanlyOrRead()
    {
        // The checksums are made right again: what they would keep from the readers behind them.
        var data = new byte[36];
        var entry = CheckpointWriter.Entry(CheckpointWriter.Float, [2, 3], 0, 0, 24, Checksum.Of(data.AsSpan(0, 24)));
        var block = CheckpointWriter.Block([("", CheckpointWriter.Header()), ("a/b", entry), ("a/kernel", CheckpointWriter.Entry(CheckpointWriter.Float, [3], 0, 24, 12, Checksum.Of(data.AsSpan(24)))), ("a/kernelx", entry)]);
        Try(BinaryMutations.Of(block, 14_000, seed: 5, [0, 1, 8, 0x10, 0x12, 0x7f, 0x80, 0xff]).Select(mutant => CheckpointWriter.Table(mutant)), mutant => ReadCheckpoint(mutant, data));
    }

    private static long ReadTorch(byte[] mutant) => BytesOf(PyTorchArchive.Read(new MemoryStream(mutant), "mutant", null, _ => true)) - (4 * mutant.Length);

    private static long ReadCheckpoint(byte[] index, byte[] data) =>
        BytesOf(TensorFlowCheckpoint.Read(new MemoryStream(index), "mutant", null, _ => true, (_, _, read) => read(new MemoryStream(data)))) - data.Length;

    private static long BytesOf(IReadOnlyDictionary<string, Tensor> tensors) => tensors.Values.Sum(tensor => tensor.numel() * tensor.ElementSize);

    /// <summary>Reads each; <paramref name="read"/> says how many bytes beyond its due a file has taken.</summary>
    private static void Try(IEnumerable<byte[]> mutants, Func<byte[], long> read)
    {
        var (whole, refused) = (0, 0);
        foreach (var mutant in mutants)
        {
            using var scope = NewDisposeScope();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Assert.InRange(read(mutant), long.MinValue, 0);
                whole++;
            }
            catch (EarlyBertException fault)
            {
                Assert.StartsWith("'mutant' ", fault.Message);
                Assert.InRange(fault.Message.Length, 20, 600);
                refused++;
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{fault}\n{Convert.ToBase64String(mutant)}");
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        }

        Assert.True(whole > 0 && refused > whole / 10, $"{whole} were read, {refused} refused"); // Some mutants are harmless: their numbers changed, not their form.
    }
}
