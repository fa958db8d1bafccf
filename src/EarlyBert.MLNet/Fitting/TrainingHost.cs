using EarlyBert.MLNet.Persistence;
using Microsoft.ML.Runtime;

namespace EarlyBert.MLNet.Fitting;

/// <summary>What the estimators that fine-tune share: the context's log, seed, device and cancellation around one run.</summary>
internal sealed class TrainingHost
{
    private readonly IHostEnvironment _environment;

    /// <param name="environment">The context's.</param>
    /// <param name="name">The estimator's, for the log.</param>
    public TrainingHost(IHostEnvironment environment, string name)
    {
        _environment = environment;
        Host = environment.Register(name);
        MlNetInterop.Register(environment);
    }

    /// <summary>A training: from the run's options to what it leaves.</summary>
    public delegate T Training<out T>(EarlyBertOptions run, TrainingLog log, CancellationToken cancellationToken);

    /// <summary>The estimator's host.</summary>
    public IHost Host { get; }

    /// <summary>Runs a training.</summary>
    /// <param name="options">The estimator's options.</param>
    /// <param name="train">The training.</param>
    public T Fit<T>(EarlyBertTrainingOptions options, Training<T> train)
    {
        using var channel = Host.Start("Training");
        using var cancellation = new CancellationWatch(Host, options.CancellationToken);
        return train(RunOptions(_environment, options.EarlyBert), new TrainingLog(channel, options.Progress), cancellation.Token);
    }

    /// <summary>A copy of the options of a run, with what the context decides.</summary>
    /// <param name="environment">The context.</param>
    /// <param name="options">The run.</param>
    internal static EarlyBertOptions RunOptions(IHostEnvironment environment, EarlyBertOptions options)
    {
        var run = options.Clone();
        if (run.Seed == new EarlyBertOptions().Seed)
            run.Seed = MlNetInterop.Seed(environment) ?? run.Seed;
        run.GpuDeviceId ??= MlNetInterop.GpuDeviceId(environment);
        run.FallbackToCpu |= MlNetInterop.FallbackToCpu(environment);
        return run;
    }
}
