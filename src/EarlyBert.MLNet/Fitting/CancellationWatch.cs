using EarlyBert.MLNet.Persistence;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Fitting;

/// <summary>
/// One token for both ways to stop a training: the user's token and <c>MLContext.CancelExecution</c>, which AutoML calls. The latter
/// is a flag without an event, so it is looked at ten times a second.
/// </summary>
internal sealed class CancellationWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _source;
    private readonly Timer _timer;

    public CancellationWatch(IHost host, CancellationToken token)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(token);
        if (MlNetInterop.IsCanceled(host))
            _source.Cancel();
        _timer = new Timer(_ => Look(host), null, Period, Period);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        // Waits for a look that is under way, which must not meet a disposed source.
        using var done = new ManualResetEvent(initialState: false);
        if (_timer.Dispose(done))
            done.WaitOne();
        _source.Dispose();
    }

    private void Look(IHost host)
    {
        if (MlNetInterop.IsCanceled(host))
            _source.Cancel();
    }
}
