using EarlyBert.Sweeps.Tests.Support;

namespace EarlyBert.Sweeps.Tests;

public sealed class SweepFolderTests : IDisposable
{
    private static readonly SweepIdentity Identity = new(1, "a space", "accuracy", "hash", "halving", "options");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Claim_TwoAtOneSweep_NeverShareATrialNorExceedTheBudget()
    {
        using var one = Open();
        using var two = Open();
        Assert.Equal((0, 1), (one.Worker, two.Worker));

        using (one.Claim("a", 2))
        {
            Assert.Equal(ClaimKind.Busy, two.Claim("a", 2).Kind);
            using var claim = two.Claim("b", 2);
            Assert.Equal(ClaimKind.Ours, claim.Kind);
            Assert.Equal(ClaimKind.Full, one.Claim("c", 2).Kind);
            one.Add(ToySweep.Record("a", 0.5), null, null);
        }

        Assert.Equal(0.5, two.Claim("a", 2).Record!.Score);
        two.Add(ToySweep.Record("b", 0.6), null, null);
        Assert.Equal(ClaimKind.NoneLeft, one.Claim("c", 2).Kind);
        Assert.Equal([(0, "a"), (1, "b")], one.Records.Select(record => (record.Trial, record.Key)));
    }

    [Fact]
    public void Claim_HolderGone_IsFreeAgain()
    {
        using var one = Open();
        using var two = Open();
        using (one.Claim("a", 1))
            Assert.Equal(ClaimKind.Busy, two.Claim("a", 1).Kind);

        using var again = two.Claim("a", 1);
        Assert.Equal(ClaimKind.Ours, again.Kind);
    }

    [Fact]
    public void Records_LastLineTorn_KeepsTheOthersAndGoesOn()
    {
        using (var journal = Open())
            journal.Add(ToySweep.Record("a", 0.5), null, null);
        File.AppendAllText(_folder.PathOf("trials.jsonl"), ToySweep.Record("torn", 0.9).ToJson()[..40]);

        using var resumed = Open();
        Assert.Equal(["a"], resumed.Records.Select(record => record.Key));
        resumed.Add(ToySweep.Record("b", 0.6), null, null);

        using var third = Open();
        Assert.Equal([(0, "a"), (1, "b")], third.Records.Select(record => (record.Trial, record.Key)));
    }

    [Fact]
    public void New_FolderOfAnotherSweep_SaysWhatDiffers()
    {
        Open().Dispose();

        Assert.Contains("holds a sweep already", Assert.Throws<EarlyBertException>(() => new SweepFolder(_folder.Root, Identity, resume: false)).Message);
        Assert.Contains("has another metric: accuracy, not f1", Assert.Throws<EarlyBertException>(() => new SweepFolder(_folder.Root, Identity with { Metric = "f1" }, resume: true)).Message);
        File.WriteAllText(_folder.PathOf("sweep.json"), "{");
        Assert.Contains("is damaged", Assert.Throws<EarlyBertException>(() => new SweepFolder(_folder.Root, Identity, resume: true)).Message);
    }

    private SweepFolder Open() => new(_folder.Root, Identity, resume: true);
}
