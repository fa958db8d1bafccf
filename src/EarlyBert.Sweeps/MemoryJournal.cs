using EarlyBert.MLNet;
using EarlyBert.Tickets;
using Microsoft.ML;

namespace EarlyBert.Sweeps;

/// <summary>A sweep of one process that leaves nothing behind.</summary>
internal sealed class MemoryJournal : ITrialJournal
{
    private readonly List<TrialRecord> _records = [];

    public int Worker => 0;

    public IReadOnlyList<TrialRecord> Records => _records;

    public SearchFile Search(Func<SearchFile> make, CancellationToken cancellation) => make();

    public Claim Claim(string key, int? most) => _records.Find(record => record.Key == key) is { } known
        ? new Claim(ClaimKind.Known, known)
        : new Claim(_records.Count >= most ? ClaimKind.NoneLeft : ClaimKind.Ours);

    public TrialRecord Add(TrialRecord record, EarlyBertClassifierTransformer? model, EarlyBirdTicket? ticket)
    {
        _records.Add(record with { Trial = _records.Count });
        return _records[^1];
    }

    public EarlyBertClassifierTransformer? Load(MLContext context, TrialRecord best) => null;

    public void Dispose()
    {
    }
}
