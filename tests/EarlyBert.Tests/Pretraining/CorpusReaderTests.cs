using System.IO.Compression;
using System.Text;
using EarlyBert.Pretraining;

namespace EarlyBert.Tests.Pretraining;

public sealed class CorpusReaderTests : IDisposable
{
    private const string Text = "One. Two.\nThree.\n\n \t\nFour, naïve.\r\n\r\n\nFive.";

    /// <summary><c>printf 'One.\n\nTwo.\n' | xz --block-size=4</c>.</summary>
    private const string PackedByXz =
        "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQADT25lLgDeyNoQeFJ6ngIAIQEWAAAAdC/lowEAAwoKVHcAYiebTrML1IoCACEBFgAAAHQv5aMBAAJvLgoAABTsbpt70idPAAMcBBwEGwMPe6f4scRn+wIAAAAABFla";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Documents_PlainText_PartsAtBlankLinesAndFiles()
    {
        string[] files = [_folder.Write("a.txt", Text), _folder.Write("b.txt", "\uFEFFSix.\n")];

        var documents = CorpusReader.Documents(files);

        string[][] expected = [["One. Two.", "Three."], ["Four, naïve."], ["Five."], ["Six."]];
        Assert.Equal(expected, documents);
        Assert.Equal(expected, documents); // a second time
        Assert.Equal(expected.SelectMany(document => document), CorpusReader.Lines(files));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Documents_Gzip_ReadsAllMembers(int members)
    {
        var packed = Gzip(Text + "\n\n");
        var path = _folder.Write("a.TXT.GZ", Enumerable.Repeat(packed, members).SelectMany(bytes => bytes).ToArray());
        Assert.Equal(3 * members, CorpusReader.Documents([path]).Count());
    }

    [Fact]
    public void Documents_GzipOfAnySize_IsReadWhole()
    {
        // Sizes around those of the unpacker's buffers, where a member ends with a read.
        foreach (var size in Enumerable.Range(1, 300).Concat(Enumerable.Range(8_100, 300)).Concat(Enumerable.Range(65_400, 200)))
        {
            var path = _folder.Write("a.gz", Gzip(new string('a', size), CompressionLevel.NoCompression));
            Assert.Equal(size, Assert.Single(CorpusReader.Lines([path])).Length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Documents_Xz_ReadsAllBlocksAndStreams(int streams)
    {
        var packed = Convert.FromBase64String(PackedByXz);
        byte[] padding = [0, 0, 0, 0];
        var path = _folder.Write("a.xz", Enumerable.Repeat(packed.Concat(padding), streams).SelectMany(bytes => bytes).ToArray());
        string[] lines = ["One.", "Two."];
        Assert.Equal(Enumerable.Repeat(lines, streams).SelectMany(stream => stream), CorpusReader.Lines([path]));
    }

    [Theory]
    [InlineData("a.gz")]
    [InlineData("a.xz")]
    public void Documents_DamagedArchive_SaysSo(string name)
    {
        var valid = name.EndsWith("gz", StringComparison.Ordinal) ? Gzip("Some text that is packed.\n") : Convert.FromBase64String(PackedByXz);
        for (var length = 1; length < valid.Length; length++)
            Refused(valid[..length]);
        Refused([.. valid, .. "garbage"u8]);
        Refused(Encoding.UTF8.GetBytes(Text));
        var flipped = valid.ToArray();
        flipped[^12] ^= 1;
        Refused(flipped);

        void Refused(byte[] bytes)
        {
            var path = _folder.Write(name, bytes);
            var message = Assert.Throws<EarlyBertException>(() => CorpusReader.Documents([path]).Count()).Message;
            Assert.Contains($"'{path}' is a damaged archive", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Documents_LongDocument_ComesInParts()
    {
        var paragraph = new string('x', 399_999);
        var path = _folder.Write("a.txt", string.Join('\n', Enumerable.Repeat(paragraph, 5)) + "\n\nend");

        var documents = CorpusReader.Documents([path]).ToArray();

        Assert.Equal([2, 2, 1, 1], documents.Select(document => document.Count));
    }

    [Fact]
    public void Lines_LongLine_IsCutAtASpace()
    {
        var line = string.Concat(Enumerable.Repeat("wörter ", 400_000));
        var path = _folder.Write("a.txt", line + "\nend");

        var lines = CorpusReader.Lines([path]).ToArray();

        Assert.Equal(line + "end", string.Concat(lines));
        Assert.InRange(lines.Length, 4, 6);
        Assert.All(lines[..^2], part => Assert.EndsWith("wörter ", part, StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_LongLineWithoutSpace_IsCutBetweenCharacters()
    {
        foreach (var letter in new[] { "x", "ö", "語", "😀" })
        {
            var line = string.Concat(Enumerable.Repeat(letter, 1_100_000));
            Assert.Equal(line, string.Concat(CorpusReader.Lines([_folder.Write("a.txt", line)])));
        }
    }

    [Theory]
    [InlineData("abc\ndef\xFFgh", 7, "is not UTF-8")]
    [InlineData("abc\nd\0f", 5, "is zero")]
    public void Documents_BinaryFile_NamesTheByte(string latin1, int offset, string what)
    {
        var bytes = Encoding.Latin1.GetBytes(latin1);
        var path = _folder.Write("a.txt", bytes);
        Assert.Contains($"'{path}' is no text in UTF-8 (byte {offset} {what})", Fault(path), StringComparison.Ordinal);

        byte[] farAway = [.. Enumerable.Repeat((byte)'a', 3_000_000), .. bytes];
        Assert.Contains($"(byte {offset + 3_000_000} {what})", Fault(_folder.Write("b.txt", farAway)), StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_MissingFileOrFolder_SaysSoAtOnce()
    {
        var file = _folder.Write("a.txt", Text);
        Assert.Contains("There is no text file", Assert.Throws<EarlyBertException>(() => CorpusReader.Documents([file, _folder.PathOf("b.txt")])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<EarlyBertException>(() => CorpusReader.Documents([_folder.Root])).Message, StringComparison.Ordinal);
        Assert.Contains("No text file is named", Assert.Throws<EarlyBertException>(() => CorpusReader.Lines([])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n\t\r\n")]
    public void Documents_NoText_SaysThatTheCorpusIsEmpty(string text) => Assert.Contains("The corpus is empty", Fault(_folder.Write("a.txt", text)), StringComparison.Ordinal);

    [Fact]
    public void Documents_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => CorpusReader.Documents([_folder.Write("a.txt", Text)], new CancellationToken(canceled: true)).Count());

    private static string Fault(string path) => Assert.Throws<EarlyBertException>(() => CorpusReader.Documents([path]).Count()).Message;

    private static byte[] Gzip(string text, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, level))
            stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
