using EarlyBert.Weights.PyTorch;

namespace EarlyBert.Tests.Weights.PyTorch;

/// <summary>What the five pickles of the old format must say.</summary>
public sealed class LegacyArchiveTests
{
    private static readonly SavedTensor Saved = SavedTensor.Of("w", "0", 1, 2);
    private static readonly byte[] Pickle = TorchFiles.Dictionary([Saved], isLegacy: true);
    private static readonly byte[] Rest = TorchFiles.Legacy(Saved)[TorchFiles.LegacyStart().Length..];

    [Theory]
    [InlineData(1000, true, "version 1000 (allowed: 1001)")]
    [InlineData(1001, false, "another byte order")]
    public void Read_AnotherVersionOrMachine_IsRefused(long version, bool isLittleEndian, string said) => Assert.Contains(said, Fault([.. TorchFiles.LegacyStart(version, isLittleEndian), .. Rest]));

    [Fact]
    public void Read_PlainPickle_IsRefused() => Assert.Contains("magic number", Fault(new PickleWriter().Do("}").ToArray()));

    [Fact]
    public void Read_StoragesThatDoNotBelong_AreRefused()
    {
        Assert.Contains("lacks the storage '0'", Fault(TorchFiles.LegacyOf(Pickle)));
        Assert.Contains("'1' twice, or no tensor needs it", Fault(TorchFiles.LegacyOf(Pickle, Saved, Saved with { Key = "1" })));
        Assert.Contains("'0' twice, or no tensor needs it", Fault(TorchFiles.LegacyOf(Pickle, Saved, Saved)));
        Assert.Contains("3 numbers instead of 2", Fault(TorchFiles.LegacyOf(Pickle, Saved with { Elements = 3 })));
        Assert.Contains("takes 8 bytes, the file has 7 more", Fault(TorchFiles.Legacy(Saved)[..^1]));
    }

    [Fact]
    public void Read_ListOfStoragesThatIsNone_IsRefused() => Assert.Contains("no list of storages", Fault([.. TorchFiles.LegacyStart(), .. Pickle, .. new PickleWriter().Do("}").ToArray()]));

    [Fact]
    public void Read_PartOfAStorage_IsRefused()
    {
        var pickle = new PickleWriter().Do("}").Text("w").Storage("FloatStorage", "0", 2, view: "a part").Do("s").ToArray();
        Assert.Contains("before 0.4", Fault(TorchFiles.LegacyOf(pickle, Saved)));
    }

    [Fact]
    public void Read_ProgramInAnyPickle_IsRefused()
    {
        var program = new PickleWriter().Global("posix", "system").Do("(").Text("exit").Do("tR").ToArray();
        Assert.Contains("'posix.system'", Fault(program));
        Assert.Contains("'posix.system'", Fault([.. TorchFiles.LegacyStart(), .. program]));
        Assert.Contains("'posix.system'", Fault([.. TorchFiles.LegacyStart(), .. Pickle, .. program]));
    }

    private static string Fault(byte[] file) => Assert.Throws<EarlyBertException>(() => PyTorchArchive.Read(new MemoryStream(file), "x", null, _ => true)).Message;
}
