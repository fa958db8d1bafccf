namespace EarlyBert.Weights.Hub;

/// <summary>
/// The cache of one model, as Hugging Face's tools lay it out where there are no symbolic links: <c>models--org--name/refs/main</c> holds a commit, and
/// <c>snapshots/COMMIT</c> its files.
/// </summary>
internal sealed class HubCache(string root, ModelSource source)
{
    private readonly string _folder = Path.Combine(root, source.CacheName);

    /// <summary>Folder of a commit's files.</summary>
    public string SnapshotOf(string commit) => Path.Combine(_folder, "snapshots", commit);

    /// <summary>The complete files of a revision; null: it was not downloaded.</summary>
    public string? Find(string revision)
    {
        var reference = ReferenceOf(revision);
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : revision;
        return commit.Length > 0 && ModelSource.IsPlainName(commit) && Directory.Exists(SnapshotOf(commit)) && File.Exists(Path.Combine(SnapshotOf(commit), "config.json")) ? SnapshotOf(commit) : null;
    }

    /// <summary>Says that a revision is this commit, once all its files are there.</summary>
    public void Point(string revision, string commit) => AtomicFile.Write(ReferenceOf(revision), stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(commit)));

    private string ReferenceOf(string revision) => Path.Combine(_folder, "refs", revision);
}
