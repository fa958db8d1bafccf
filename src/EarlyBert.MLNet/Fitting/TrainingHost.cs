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
        return train(RunOptions(options), new TrainingLog(channel, options.Progress), cancellation.Token);
    }

    /// <summary>The options of the run, with what the context decides.</summary>
    private EarlyBertOptions RunOptions(EarlyBertTrainingOptions options)
    {
        var run = options.EarlyBert.Clone();
        if (run.Seed == new EarlyBertOptions().Seed)
            run.Seed = MlNetInterop.Seed(_environment) ?? run.Seed;
        run.GpuDeviceId ??= MlNetInterop.GpuDeviceId(_environment);
        run.FallbackToCpu |= MlNetInterop.FallbackToCpu(_environment);
        return run;
    }
}
