using TorchSharp;

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

    [SkippableFact]
    public void GiveBackMemory_TensorsWereFreed_TheProcessShrinks()
    {
        Skip.IfNot(File.Exists("/proc/self/status"), "There is no /proc here.");
        const int Count = 64, Size = 4 << 20;
        var tensors = Enumerable.Range(0, Count).Select(_ => torch.ones(Size / sizeof(float))).ToArray();
        var before = Resident();
        foreach (var tensor in tensors)
            tensor.Dispose();

        EarlyBertRuntime.GiveBackMemory();

        Assert.InRange(Resident(), 0, before - (Count * Size * 3L / 4));

        static long Resident() => 1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]);
    }
}
