using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using EarlyBert.Weights.PyTorch;
using static TorchSharp.torch;

namespace EarlyBert.Tests.Weights.PyTorch;

/// <summary>What the entries of a ZIP file may claim.</summary>
public sealed class ZippedArchiveTests
{
    private static readonly SavedTensor Saved = SavedTensor.Of("w", "0", 1, 2);
    private static readonly byte[] Pickle = TorchFiles.Dictionary([Saved], isLegacy: false);
    private static readonly (string, byte[])[] Whole = [("a/data.pkl", Pickle), ("a/data/0", Saved.Storage)];

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//x")]
    [InlineData("./x")]
    [InlineData("C:/x")]
    [InlineData("..\\x")]
    [InlineData("a/x\u0001")]
    public void Read_EntryThatLeavesTheFolder_IsRefused(string name) => Assert.Contains("would leave the archive's folder", Fault([.. Whole, (name, [])]));

    [Fact]
    public void Read_EntryWithALongName_IsRefused() => Assert.Contains("would leave", Fault([.. Whole, ("a/" + new string('x', 600), [])]));

    [Theory]
    [InlineData("a/data/0")]
    [InlineData("a/data.pkl")]
    public void Read_EntryTwice_IsRefused(string name) => Assert.Contains($"'{name}' twice", Fault([.. Whole, (name, [1])]));

    [Fact]
    public void Read_PickleMissingOrTwice_IsRefused()
    {
        Assert.Contains("0 entries data.pkl", Fault([Whole[1]]));
        Assert.Contains("0 entries data.pkl", Fault([("data.pkl", Pickle)]));
        Assert.Contains("2 entries data.pkl", Fault([.. Whole, ("b/data.pkl", Pickle)]));
    }

    [Fact]
    public void Read_StorageMissingOrOfAnotherLength_IsRefused()
    {
        Assert.Contains("lacks the entry 'a/data/0'", Fault([Whole[0]]));
        Assert.Contains("has 7 bytes instead of 8", Fault([Whole[0], ("a/data/0", new byte[7])]));
        Assert.Contains("has 9 bytes instead of 8", Fault([Whole[0], ("a/data/0", new byte[9])]));
    }

    [Theory]
    [InlineData("big", "'big'")]
    [InlineData("", "''")]
    [InlineData("little and more, much more", "26 bytes")]
    public void Read_AnotherByteOrder_IsRefused(string order, string said) => Assert.Contains(said, Fault([.. Whole, ("a/byteorder", Encoding.ASCII.GetBytes(order))]));

    [Fact]
    public void Read_LittleEndianAndOtherEntries_AreFine() =>
        Assert.Single(Read(TorchFiles.ZipOf([.. Whole, ("a/byteorder", "little"u8.ToArray()), ("a/.data/serialization_id", [1]), ("a/extra/", [])])));

    [Fact]
    public void Crc_KnownText_IsTheStandardsCheckValue()
    {
        Assert.Equal(0xcbf43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0u, Crc32.Of([]));
        Assert.Equal(0x414fa339u, Crc32.Of("The quick brown fox jumps over the lazy dog"u8));
    }

    [Theory]
    [InlineData("a/data/0")]
    [InlineData("a/data.pkl")]
    public void Read_ByteChanged_NamesTheEntry(string name)
    {
        var file = TorchFiles.ZipOf(Whole);
        var content = name == "a/data/0" ? Saved.Storage : Pickle;
        file[file.AsSpan().IndexOf(content) + content.Length - 1] ^= 1;

        Assert.Contains($"its entry '{name}' was changed or damaged: its checksum (CRC-32) differs; download or save it again", Fault(file));
    }

    [Fact]
    public void Read_LyingLengths_AreRefused()
    {
        var valid = TorchFiles.ZipOf(Whole);
        foreach (var length in new uint[] { 0, 7, 9, 1 << 20, int.MaxValue, uint.MaxValue - 1 })
        {
            Assert.Contains("'x'", Fault(WithLengths(valid, "a/data/0", packed: 8, unpacked: length)));
            Assert.Contains("'x'", Fault(WithLengths(valid, "a/data/0", packed: length, unpacked: length)));
            Assert.Contains("'x'", Fault(WithLengths(valid, "a/data.pkl", packed: (uint)Pickle.Length, unpacked: length)));
        }
    }

    [Fact]
    public void Read_BombOfZeros_IsRefused()
    {
        // 80 MB of zeros in 400 kB, honestly declared.
        var bomb = TorchFiles.ZipOf([Whole[0], ("a/data/0", new byte[80 << 20])], CompressionLevel.Fastest);
        Assert.InRange(bomb.Length, 1, 2 << 20);
        Assert.Contains("claims to unpack", Fault(bomb));
    }

    [Fact]
    public void Read_PickleOfManyMegabytes_IsRefused() =>
        Assert.Contains("allowed: up to", Fault(TorchFiles.ZipOf([("a/data.pkl", new byte[20 << 20])], CompressionLevel.Fastest)));

    [Fact]
    public void Read_EntriesOverEachOther_AreRefused()
    {
        var valid = TorchFiles.ZipOf([("a/data.pkl", Pickle), .. Enumerable.Range(0, 50).Select(i => ($"a/data/{i}", i == 0 ? new byte[100_000] : []))]);
        for (var i = 1; i < 50; i++)
            valid = WithLengths(valid, $"a/data/{i}", packed: 100_000, unpacked: 100_000);
        Assert.Contains("of a file that has", Fault(valid));
    }

    [Fact]
    public void Read_LongTableOfContents_IsRefused()
    {
        var entries = Enumerable.Range(0, 60_000).Select(i => ($"a/{new string('x', 120)}{i}", Array.Empty<byte>()));
        Assert.Contains("table of contents is too long", Fault(TorchFiles.ZipOf(Whole.Concat(entries))));
    }

    [Fact]
    public void Read_EncryptedOrOddlyPacked_IsRefused()
    {
        var valid = TorchFiles.ZipOf(Whole);
        foreach (var method in new ushort[] { 1, 6, 12, 14, 93, 99, 65535 })
            Assert.Contains("'x'", Fault(Patched(valid, "a/data/0", 10, 8, method)));
    }

    /// <summary>Changes the lengths of an entry in the table of contents and before the entry.</summary>
    private static byte[] WithLengths(byte[] zip, string name, uint packed, uint unpacked)
    {
        var bytes = (byte[])zip.Clone();
        foreach (var (place, isTable) in PlacesOf(zip, name))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place + (isTable ? 20 : 18)), packed);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place + (isTable ? 24 : 22)), unpacked);
        }

        return bytes;
    }

    private static byte[] Patched(byte[] zip, string name, int inTable, int inEntry, ushort value)
    {
        var bytes = (byte[])zip.Clone();
        foreach (var (place, isTable) in PlacesOf(zip, name))
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(place + (isTable ? inTable : inEntry)), value);
        return bytes;
    }

    private static IEnumerable<(int Place, bool IsTable)> PlacesOf(byte[] zip, string name)
    {
        var letters = Encoding.ASCII.GetBytes(name);
        for (var i = 46; i + letters.Length <= zip.Length; i++)
        {
            if (!zip.AsSpan(i, letters.Length).SequenceEqual(letters))
                continue;
            if (zip.AsSpan(i - 46, 4).SequenceEqual("PK\x01\x02"u8) && zip[i - 18] == letters.Length)
                yield return (i - 46, true);
            else if (zip.AsSpan(i - 30, 4).SequenceEqual("PK\x03\x04"u8) && zip[i - 4] == letters.Length)
                yield return (i - 30, false);
        }
    }

    private static IReadOnlyDictionary<string, Tensor> Read(byte[] file) => PyTorchArchive.Read(new MemoryStream(file), "x", null, _ => true);

    private static string Fault(IEnumerable<(string, byte[])> entries) => Fault(TorchFiles.ZipOf(entries));

    private static string Fault(byte[] file) => Assert.Throws<EarlyBertException>(() => Read(file)).Message;
}
