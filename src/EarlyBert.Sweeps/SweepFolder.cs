using System.Text;
using EarlyBert.MLNet;
using EarlyBert.Tickets;
using Microsoft.ML;

namespace EarlyBert.Sweeps;

/// <summary>
/// A sweep in a folder, for any number of processes, without a server: a lock a trial, which the system takes away from a process that dies, a log of one line a trial,
/// and the model of the best. Whatever a process had finished stays; what it was at can be claimed again.
/// </summary>
internal sealed class SweepFolder : ITrialJournal
{
    private readonly string _root;
    private readonly FileLock _worker;
    private readonly List<TrialRecord> _records = [];
    private long _read;

    /// <summary>Begins a sweep, goes on with one, or joins it.</summary>
    /// <param name="root">The folder; made if it is not there.</param>
    /// <param name="identity">What the sweep is.</param>
    /// <param name="resume">There may be one.</param>
    /// <exception cref="EarlyBertException">There is one and <paramref name="resume"/> is false, or it is another one.</exception>
    public SweepFolder(string root, SweepIdentity identity, bool resume)
    {
        _root = root;
        try
        {
            foreach (var folder in new[] { "", "locks", "tickets", "models" })
                Directory.CreateDirectory(In(folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"The folder '{root}' cannot be made ({fault.Message.TrimEnd('.')}); name another.", fault);
        }

        using (Exclusive())
        {
            if (!File.Exists(In("sweep.json")))
                identity.Save(In("sweep.json"));
            else if (resume)
                identity.Check(In("sweep.json"));
            else
                throw new EarlyBertException($"'{root}' holds a sweep already; resume it, or name another folder.");
        }

        (_worker, Worker) = TakePlace();
    }

    public int Worker { get; }

    public IReadOnlyList<TrialRecord> Records
    {
        get
        {
            Read();
            return _records;
        }
    }

    private string Log => In("trials.jsonl");

    public SearchFile Search(Func<SearchFile> make, CancellationToken cancellation)
    {
        // One makes it, the others wait; should that one die, the next has the lock.
        using var held = FileLock.Take(In(Path.Combine("locks", "search")), cancellation);
        if (!File.Exists(In("search.json")))
            make().Save(In("search.json"));
        return SearchFile.Load(In("search.json"));
    }

    public Claim Claim(string key, int? most)
    {
        using var exclusive = Exclusive();
        if (Records.FirstOrDefault(record => record.Key == key) is { } known)
            return new Claim(ClaimKind.Known, known);
        if (_records.Count >= most)
            return new Claim(ClaimKind.NoneLeft);
        var own = FileLock.TryTake(LockOf(key));
        if (own is null)
            return new Claim(ClaimKind.Busy);
        if (most is { } limit && _records.Count + Running(key) >= limit)
        {
            own.Dispose();
            return new Claim(ClaimKind.Full);
        }

        return new Claim(ClaimKind.Ours, Lock: own);
    }

    public TrialRecord Add(TrialRecord record, EarlyBertClassifierTransformer? model, EarlyBirdTicket? ticket)
    {
        ticket?.Save(In(Path.Combine("tickets", $"{record.Key}.json")));
        // The model is written before the line that names it, so that a line never promises more than there is.
        if (model is not null && record.IsBetterThan(TrialRecord.BestOf(Records)))
            model.Save(ModelOf(record.Key));
        using var exclusive = Exclusive();
        Read();
        record = record with { Trial = _records.Count };
        Append(record.ToJson());
        Read();
        var best = TrialRecord.BestOf(_records);
        foreach (var file in Directory.EnumerateFiles(In("models")).Where(file => best is null || Path.GetFileName(file) != Path.GetFileName(ModelOf(best.Key))))
        {
            // A model that another process has just written and will soon name is not ours to judge.
            if (_records.Any(known => known.Key == Path.GetFileNameWithoutExtension(file)))
                File.Delete(file);
        }

        return record;
    }

    public EarlyBertClassifierTransformer? Load(MLContext context, TrialRecord best) => File.Exists(ModelOf(best.Key)) ? EarlyBertClassifierTransformer.Load(context, ModelOf(best.Key)) : null;

    public void Dispose() => _worker.Dispose();

    private FileLock Exclusive() => FileLock.Take(In("sweep.lock"));

    private string In(string name) => Path.Combine(_root, name);

    private string LockOf(string key) => In(Path.Combine("locks", key));

    private string ModelOf(string key) => In(Path.Combine("models", $"{key}.model"));

    /// <summary>The first place that no process has.</summary>
    private (FileLock Lock, int Place) TakePlace()
    {
        for (var place = 0; ; place++)
        {
            if (FileLock.TryTake(In(Path.Combine("locks", $"worker-{place}"))) is { } taken)
                return (taken, place);
        }
    }

    /// <summary>Trials that other processes are at. Whoever asks has the sweep's lock, so that none begins meanwhile.</summary>
    private int Running(string own)
    {
        var ended = _records.Select(record => record.Key).Append(own).ToHashSet();
        return Directory.EnumerateFiles(In("locks")).Count(path =>
        {
            var name = Path.GetFileName(path);
            if (name == "search" || name.StartsWith("worker-", StringComparison.Ordinal) || ended.Contains(name))
                return false;
            using var free = FileLock.TryTake(path);
            return free is null;
        });
    }

    /// <summary>Reads the lines that have come since.</summary>
    private void Read()
    {
        if (!File.Exists(Log))
            return;
        using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _read;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var end = buffer.GetBuffer().AsSpan(0, (int)buffer.Length).LastIndexOf((byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(buffer.GetBuffer(), 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (TrialRecord.TryParse(line) is { } record && _records.All(known => known.Key != record.Key))
                _records.Add(record);
        }

        _read += end;
    }

    /// <summary>Adds a line and sees it to the disk. What a process that died while writing left behind becomes a line of its own, which is no record.</summary>
    private void Append(string line)
    {
        try
        {
            using var stream = new FileStream(Log, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Write);
            var isTorn = false;
            if (stream.Length > 0)
            {
                stream.Position = stream.Length - 1;
                isTorn = stream.ReadByte() != '\n';
            }

            stream.Position = stream.Length;
            stream.Write(Encoding.UTF8.GetBytes($"{(isTorn ? "\n" : "")}{line}\n"));
            stream.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"'{Log}' cannot be written ({fault.Message.TrimEnd('.')}); free some space, then resume the sweep.", fault);
        }
    }
}
