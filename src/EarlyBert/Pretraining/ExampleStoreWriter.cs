using EarlyBert.Text;

namespace EarlyBert.Pretraining;

/// <summary>
/// Makes the files of an <see cref="ExampleStore"/> in a folder beside them, and moves them to their places when all are whole; the
/// manifest, without which nothing opens, goes first when there is an old one and comes last.
/// </summary>
internal sealed class ExampleStoreWriter : IDisposable
{
    private readonly string _directory, _unfinished;
    private readonly WordPiece _wordPiece;
    private readonly ExampleStoreOptions _options;
    private readonly int _idBytes;
    private readonly ShardSequence _train, _heldOut;
    private long _documents, _heldOutDocuments, _sentences, _pieces, _unknown, _next;

    /// <summary>Makes the folder.</summary>
    public ExampleStoreWriter(string directory, WordPiece wordPiece, ExampleStoreOptions options)
    {
        _directory = directory;
        _unfinished = Path.Combine(directory, "unfinished");
        _wordPiece = wordPiece;
        _options = options;
        _idBytes = ShardFormat.IdBytes(wordPiece.Vocabulary.Count);
        _train = new ShardSequence(_unfinished, heldOut: false, _idBytes, options.ShardBytes);
        _heldOut = new ShardSequence(_unfinished, heldOut: true, _idBytes, options.ShardBytes);
        AsWriting(() =>
        {
            if (Directory.Exists(_unfinished)) // of a run that was killed
                Directory.Delete(_unfinished, recursive: true);
            Directory.CreateDirectory(_unfinished);
        });
    }

    /// <summary>Makes all examples, and puts the files in place.</summary>
    public ExampleStoreManifest Write(IEnumerable<IReadOnlyList<string>> documents, IProgress<long>? examplesWritten, CancellationToken ct)
    {
        var choice = new HeldOutChoice(_options.Seed, _options.HeldOutShare);
        var number = 0L;
        foreach (var block in DocumentBlocks.Of(documents, ct))
        {
            var split = InParallel(block.Count, ct, i => DocumentPieces.Split(_wordPiece, number + i, block[i], PairMaker.Room(_options.MaxTokens)));
            number += block.Count;
            Add(Array.FindAll(split, document => document.Sentences > 0), choice, ct);
            examplesWritten?.Report(_train.Count + _heldOut.Count);
        }

        if (_documents == 0)
            throw new EarlyBertException("There is no text to make examples of; give at least one document with a word in it.");
        if (_train.Count == 0)
            throw new EarlyBertException($"The text is too short to train on: {_documents} document{(_documents == 1 ? "" : "s")} with {_sentences} sentence{(_sentences == 1 ? "" : "s")} give no example; give more text.");
        return Finish();
    }

    /// <summary>Removes what was not finished.</summary>
    public void Dispose()
    {
        _train.Dispose();
        _heldOut.Dispose();
        try
        {
            Directory.Delete(_unfinished, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nothing reads it; the next run into the folder tries again.
        }
    }

    /// <summary>Makes the examples of a block and writes them in the order of the documents.</summary>
    private void Add(DocumentPieces[] block, HeldOutChoice choice, CancellationToken ct)
    {
        var isHeldOut = choice.Choose(block);
        var train = block.Where((_, i) => !isHeldOut[i]).ToArray();
        var heldOut = block.Where((_, i) => isHeldOut[i]).ToArray();
        var maker = new PairMaker(_wordPiece.Vocabulary, _options.MaxTokens, _options.ShortShare);
        var made = InParallel(block.Length, ct, i =>
        {
            // Nothing of a document held out goes into training; a lone one may take its other sentences from training.
            var others = !isHeldOut[i] ? train : heldOut.Length > 1 ? heldOut : block;
            var examples = new ExampleBuffer(_idBytes);
            maker.Make(block[i], others, new SeededRandom(_options.Seed, block[i].Number), examples);
            return examples;
        });
        for (var i = 0; i < block.Length; i++)
        {
            var (shards, examples) = (isHeldOut[i] ? _heldOut : _train, made[i]);
            AsWriting(() => shards.Add(examples));
            _sentences += block[i].Sentences;
            _pieces += block[i].Ids.Length;
            _unknown += block[i].Unknown;
            _next += examples.Next;
        }

        _documents += block.Length;
        _heldOutDocuments += heldOut.Length;
    }

    private ExampleStoreManifest Finish()
    {
        IReadOnlyList<ExampleStoreShard> shards = [];
        AsWriting(() =>
        {
            shards = [.. _train.Finish(), .. _heldOut.Finish()];
            ExampleStoreManifest.Delete(_directory);
            foreach (var old in ShardFormat.FilesIn(_directory))
                File.Delete(old);
            foreach (var shard in shards)
                File.Move(Path.Combine(_unfinished, shard.File), Path.Combine(_directory, shard.File));
        });
        var manifest = new ExampleStoreManifest
        {
            FormatVersion = ExampleStoreManifest.CurrentFormat,
            VocabularySha256 = _wordPiece.Vocabulary.Sha256,
            VocabularySize = _wordPiece.Vocabulary.Count,
            LowerCase = _wordPiece.LowerCase,
            MaxTokens = _options.MaxTokens,
            Seed = _options.Seed,
            HeldOutShare = _options.HeldOutShare,
            Documents = _documents,
            HeldOutDocuments = _heldOutDocuments,
            Sentences = _sentences,
            TrainExamples = _train.Count,
            HeldOutExamples = _heldOut.Count,
            Tokens = shards.Sum(shard => shard.Tokens),
            NextShare = (double)_next / (_train.Count + _heldOut.Count),
            UnknownShare = (double)_unknown / _pieces,
            Shards = shards,
        };
        manifest.Save(_directory);
        return manifest;
    }

    private T[] InParallel<T>(int count, CancellationToken ct, Func<int, T> make)
    {
        var results = new T[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = _options.Threads }, i => results[i] = make(i));
        return results;
    }

    /// <summary>Does something with the store's files; faults of the disk are told as such.</summary>
    private void AsWriting(Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException(
                AtomicFile.IsDiskFull(fault)
                    ? $"The disk is full, the examples could not be written to '{_directory}'; free some space or choose another folder, then prepare the text again."
                    : $"The examples could not be written to '{_directory}' ({fault.Message.TrimEnd('.')}); choose a folder that you may write to, then prepare the text again.",
                fault);
        }
    }
}
