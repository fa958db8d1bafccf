namespace EarlyBert.Tests;

public class EarlyBertRuntimeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void For_VisitsAllOnce_OnNoMoreThreadsThanAsked(int threads)
    {
        var visits = new int[200];
        var seen = new HashSet<int>();
        int running = 0, most = 0;
        EarlyBertRuntime.For(visits.Length, threads, i =>
        {
            lock (seen)
            {
                seen.Add(Environment.CurrentManagedThreadId);
                most = Math.Max(most, ++running);
            }

            visits[i]++;
            Thread.SpinWait(1000);
            lock (seen)
                running--;
        });

        Assert.All(visits, count => Assert.Equal(1, count));
        Assert.InRange(most, 1, threads);
        if (threads == 1)
            Assert.Equal(Environment.CurrentManagedThreadId, Assert.Single(seen));
    }
}
