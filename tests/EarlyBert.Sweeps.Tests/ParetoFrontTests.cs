using EarlyBert.Sweeps.Tests.Support;

namespace EarlyBert.Sweeps.Tests;

public class ParetoFrontTests
{
    [Fact]
    public void Of_SeveralTrials_KeepsThoseThatNoOtherBeats()
    {
        TrialRecord[] records =
        [
            ToySweep.Record("best", 0.9, size: 100, latency: 3),
            ToySweep.Record("small", 0.8, size: 50, latency: 2),
            ToySweep.Record("beaten", 0.8, size: 60, latency: 2),
            ToySweep.Record("quick", 0.7, size: 90, latency: 1),
            ToySweep.Record("stopped", 0.95, TrialState.Stopped, size: 10, latency: 0.1),
        ];

        Assert.Equal(["best", "small", "quick"], ParetoFront.Of(records).Select(record => record.Key));
    }
}
