using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using EarlyBert.Text;

namespace EarlyBert.Pretraining;

/// <summary>
/// Next-sentence examples of a whole corpus, made once and kept in a folder: files of examples (<c>train-00000.bin</c>,
/// <c>held-out-00000.bin</c>, ...) and <c>manifest.json</c>. The files are mapped, not loaded, so a store may be larger than the memory.
/// Reading is thread-safe; nothing may read while the store is closed.
/// </summary>
public sealed class ExampleStore : IDisposable
{
    private readonly ExampleShard[] _shards;

    private ExampleStore(ExampleStoreManifest manifest, ExampleShard[] shards)
    {
        Manifest = manifest;
        _shards = shards;
        Train = new ExampleSet(shards.Where((_, i) => !IsHeldOut(manifest.Shards[i])), manifest.MaxTokens);
        HeldOut = new ExampleSet(shards.Where((_, i) => IsHeldOut(manifest.Shards[i])), manifest.MaxTokens);
    }

    /// <summary>What is in the store, and how it was made.</summary>
    public ExampleStoreManifest Manifest { get; }

    /// <summary>The examples to train on, at least one.</summary>
    public ExampleSet Train { get; }

    /// <summary>The examples of the documents held out; there may be none.</summary>
    public ExampleSet HeldOut { get; }

    /// <summary>
    /// Makes the examples of a corpus and writes them into a folder, in place of those that were there. Examples are
    /// <c>[CLS] a [SEP] b [SEP]</c>: a is sentences of a document and b those that follow, or half the time sentences of another document
    /// nearby in the corpus. With a single document, b is from another place of the same document instead.
    /// The same text, vocabulary, seed and options give the same bytes on every machine.
    /// </summary>
    /// <param name="documents">
    /// The documents, each as its paragraphs; <see cref="CorpusReader.Documents"/> reads them from files. Enumerated once, on another thread
    /// and a little ahead; about 8 million characters of it, or two documents if they are longer, are in memory at once.
    /// </param>
    /// <param name="vocabulary">The vocabulary to split the text by.</param>
    /// <param name="lowerCase">Lower-case and strip accents, as for the model that is to be trained.</param>
    /// <param name="directory">The folder; made if it is not there. Other files in it stay.</param>
    /// <param name="options">How examples are made.</param>
    /// <param name="examplesWritten">Told how many examples there are so far, every two thousand documents or so.</param>
    /// <param name="ct">Checked at every document.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="EarlyBertException">
    /// An option is out of range, there is no text or too little, or the folder cannot be written to. Examples that were in the folder before
    /// are still there.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the same is true.</exception>
    public static ExampleStoreManifest Prepare(
        IEnumerable<IReadOnlyList<string>> documents,
        Vocabulary vocabulary,
        bool lowerCase,
        string directory,
        ExampleStoreOptions options,
        IProgress<long>? examplesWritten = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using var writer = new ExampleStoreWriter(directory, new WordPiece(vocabulary, lowerCase), options);
        return writer.Write(documents, examplesWritten, ct);
    }

    /// <summary>A folder holds prepared examples.</summary>
    public static bool Exists(string directory) => ExampleStoreManifest.Exists(directory);

    /// <summary>Opens a folder that <see cref="Prepare"/> wrote.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="vocabulary">The vocabulary of the model that is to read the examples; null: it is not compared.</param>
    /// <param name="verify">
    /// Read all files once and compare their hashes. Default: true. Without it damage is found at the example that it hit, or not at all if
    /// the ids are still ids.
    /// </param>
    /// <exception cref="EarlyBertException">
    /// The folder has no manifest or one of another format, a file is missing or damaged, or the examples were made with another vocabulary.
    /// </exception>
    public static ExampleStore Open(string directory, Vocabulary? vocabulary = null, bool verify = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var manifest = ExampleStoreManifest.Load(directory);
        if (vocabulary is not null && vocabulary.Sha256 != manifest.VocabularySha256)
            throw new EarlyBertException($"The examples in '{directory}' were made with another vocabulary (SHA-256 {Short(manifest.VocabularySha256)}, {manifest.VocabularySize} entries) than the one given ({Short(vocabulary.Sha256)}, {vocabulary.Count} entries); give the vocabulary that they were made with, or prepare the text again.");
        var shards = new List<ExampleShard>(manifest.Shards.Count);
        try
        {
            foreach (var shard in manifest.Shards)
                shards.Add(new ExampleShard(Path.Combine(directory, shard.File), shard, manifest));
            if (verify)
                Verify(directory, manifest.Shards);
            return new ExampleStore(manifest, shards.ToArray());
        }
        catch (Exception fault)
        {
            shards.ForEach(shard => shard.Dispose());
            if (fault is IOException or UnauthorizedAccessException)
                throw new EarlyBertException($"The examples in '{directory}' could not be read ({fault.Message.TrimEnd('.')}); check that the files may be read.", fault);
            throw;
        }
    }

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        foreach (var shard in _shards)
            shard.Dispose();
    }

    private static void Verify(string directory, IReadOnlyList<ExampleStoreShard> shards)
    {
        var hashes = new string[shards.Count];
        try
        {
            Parallel.For(0, shards.Count, i => hashes[i] = Hash(Path.Combine(directory, shards[i].File)));
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }

        for (var i = 0; i < shards.Count; i++)
        {
            if (hashes[i] != shards[i].Sha256)
                throw new EarlyBertException($"'{Path.Combine(directory, shards[i].File)}' is damaged (its SHA-256 is {hashes[i]}, the manifest says {shards[i].Sha256}); prepare the text again.");
        }
    }

    private static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static bool IsHeldOut(ExampleStoreShard shard) => shard.File.StartsWith("held-out", StringComparison.Ordinal);

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
