namespace EarlyBert.Tests;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Hold_FolderThatIsHeld_RefusesUntilItIsFree()
    {
        var folder = _folder.PathOf("run");
        using (FileLock.Hold(folder))
        {
            Assert.Null(FileLock.TryTake(Path.Combine(folder, FileLock.Name)));
            var fault = Assert.Throws<EarlyBertException>(() => FileLock.Hold(folder));
            Assert.Contains($"Another run is training into '{folder}'", fault.Message, StringComparison.Ordinal);
        }

        FileLock.Hold(folder).Dispose();
    }

    [Fact]
    public void Hold_FolderThatCannotBeWritten_DoesNotBlameAnotherRun()
    {
        Directory.CreateDirectory(_folder.PathOf($"run/{FileLock.Name}"));
        File.WriteAllText(_folder.PathOf("file"), "");

        foreach (var folder in new[] { _folder.PathOf("run"), _folder.PathOf("file/run") })
            Assert.Contains($"'{folder}' cannot be written to", Assert.Throws<EarlyBertException>(() => FileLock.Hold(folder)).Message, StringComparison.Ordinal);
    }

    /// <summary>A disk without room for one more file: the lock is not taken, and nobody has it.</summary>
    [SkippableFact]
    public void TryTake_DiskWithoutRoom_SaysSo()
    {
        using var disk = new SmallDisk(_folder.PathOf("disk"), "64k,nr_inodes=2");
        File.WriteAllText(Path.Combine(disk.Root, "only"), "");
        Assert.ThrowsAny<IOException>(() => FileLock.TryTake(Path.Combine(disk.Root, FileLock.Name)));
    }
}
