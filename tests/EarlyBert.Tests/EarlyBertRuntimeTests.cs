using System.Collections.Concurrent;
using TorchSharp;

namespace EarlyBert.Tests;

public class EarlyBertRuntimeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void For_UsesNoMoreThreadsThanTensorOperations(int threads)
    {
        var before = torch.get_num_threads();
        try
        {
            EarlyBertRuntime.UseThreads(threads);
            var seen = new ConcurrentDictionary<int, int>();
            var visits = new int[200];
            int running = 0, most = 0;
            EarlyBertRuntime.For(visits.Length, i =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                seen.TryAdd(Environment.CurrentManagedThreadId, i);
                Interlocked.Increment(ref visits[i]);
                Thread.SpinWait(1000);
                Interlocked.Decrement(ref running);
            });

            Assert.All(visits, count => Assert.Equal(1, count));
            Assert.InRange(most, 1, threads);
            if (threads == 1)
                Assert.Equal(Environment.CurrentManagedThreadId, Assert.Single(seen.Keys));
        }
        finally
        {
            EarlyBertRuntime.UseThreads(before);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int old;
        while (value > (old = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, old) != old)
        {
        }
    }
}
