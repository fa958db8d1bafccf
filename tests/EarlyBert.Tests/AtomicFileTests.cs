namespace EarlyBert.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_NewFileInNewFolder_IsThere()
    {
        var path = _folder.PathOf("a/b/c.bin");
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Write_ExistingFile_IsReplacedWhole()
    {
        var path = _folder.Write("a.txt", "a long old content");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void Write_FaultHalfway_KeepsTheOldFileAndLeavesNothingElse()
    {
        var path = _folder.Write("a.txt", "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void Write_DiskFullReported_SaysWhatToDo()
    {
        const int noSpaceLeft = 28;
        var path = _folder.Write("a.txt", "old");
        var fault = Assert.Throws<EarlyBertException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device", noSpaceLeft)));
        Assert.Contains("disk is full", fault.Message);
        Assert.Contains(path, fault.Message);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void Write_FolderIsAFile_NamesThePath()
    {
        var path = Path.Combine(_folder.Write("file", ""), "a.txt");
        Assert.Contains(path, Assert.Throws<EarlyBertException>(() => AtomicFile.Write(path, _ => { })).Message);
    }

    [SkippableFact]
    public void Write_FullDisk_KeepsTheOldFile()
    {
        using var disk = new SmallDisk(_folder.PathOf("disk"), "64k");
        var path = Path.Combine(disk.Root, "a.bin");
        var old = new byte[20_000];
        old.AsSpan().Fill(7);
        AtomicFile.Write(path, stream => stream.Write(old));
        var fault = Assert.Throws<EarlyBertException>(() => AtomicFile.Write(path, stream => stream.Write(new byte[200_000])));
        Assert.Contains("disk is full", fault.Message);
        Assert.Equal(old, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(disk.Root));
    }
}
