using System.Reflection;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Proposes, runs, learns, until the time, the number of models or the caller ends it.</summary>
public class AutoMLExperiment
{
    private readonly MLContext _context;
    private readonly AutoMLExperimentSettings _settings;
    private readonly Services _services = new();
    private bool _isTimed;

    public AutoMLExperiment(MLContext context, AutoMLExperimentSettings settings)
    {
        (_context, _settings) = (context, settings);
        settings.Seed ??= SeedOf(context);
        settings.SearchSpace ??= new SearchSpace.SearchSpace();
        _services.AddSingleton(typeof(AutoMLExperimentSettings), _ => settings);
        _services.AddTransient(typeof(MLContext), _ => ChildContext());
    }

    public AutoMLExperiment AddSearchSpace(string key, SearchSpace.SearchSpace searchSpace)
    {
        _settings.SearchSpace![key] = searchSpace;
        return this;
    }

    public AutoMLExperiment SetTrainingTimeInSeconds(uint trainingTimeInSeconds)
    {
        (_settings.MaxExperimentTimeInSeconds, _isTimed) = (trainingTimeInSeconds, true);
        return this;
    }

    public AutoMLExperiment SetMaxModelToExplore(int maxModel)
    {
        _settings.MaxModels = maxModel;
        return this;
    }

    public AutoMLExperiment SetMonitor<TMonitor>(TMonitor monitor) where TMonitor : class, IMonitor => Singleton(typeof(IMonitor), _ => monitor);

    public AutoMLExperiment SetMonitor<TMonitor>() where TMonitor : class, IMonitor => Singleton(typeof(IMonitor), Services.Make(typeof(TMonitor)));

    public AutoMLExperiment SetMonitor<TMonitor>(Func<IServiceProvider, TMonitor> factory) where TMonitor : class, IMonitor => Singleton(typeof(IMonitor), factory);

    public AutoMLExperiment SetTrialRunner<TTrialRunner>(TTrialRunner runner) where TTrialRunner : class, ITrialRunner => Singleton(typeof(ITrialRunner), _ => runner);

    public AutoMLExperiment SetTrialRunner<TTrialRunner>() where TTrialRunner : class, ITrialRunner => Transient(typeof(ITrialRunner), Services.Make(typeof(TTrialRunner)));

    public AutoMLExperiment SetTrialRunner<TTrialRunner>(Func<IServiceProvider, TTrialRunner> factory) where TTrialRunner : class, ITrialRunner => Transient(typeof(ITrialRunner), factory);

    public AutoMLExperiment SetTuner<TTuner>(TTuner proposer) where TTuner : class, ITuner => Singleton(typeof(ITuner), _ => proposer);

    public AutoMLExperiment SetTuner<TTuner>() where TTuner : class, ITuner => Singleton(typeof(ITuner), Services.Make(typeof(TTuner)));

    public AutoMLExperiment SetTuner<TTuner>(Func<IServiceProvider, TTuner> factory) where TTuner : class, ITuner => Singleton(typeof(ITuner), factory);

    /// <summary>Runs the experiment.</summary>
    /// <exception cref="AggregateException">What <see cref="RunAsync"/> throws is inside.</exception>
    public TrialResult Run() => RunAsync().Result;

    /// <summary>Runs the experiment; cancelled, it gives the best so far.</summary>
    /// <exception cref="TimeoutException">It ended without a trial whose loss is a number.</exception>
    public async Task<TrialResult> RunAsync(CancellationToken ct = default)
    {
        _settings.CancellationToken = ct;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (_isTimed)
            stop.CancelAfter(TimeSpan.FromSeconds(_settings.MaxExperimentTimeInSeconds));
        _services.GetService(typeof(ITrialRunner)); // the original makes one too many
        var monitor = (IMonitor?)_services.GetService(typeof(IMonitor));
        var tuner = (ITuner)_services.GetService(typeof(ITuner))!;
        var (bestLoss, best) = (double.MaxValue, default(TrialResult));
        for (var id = 0; id < _settings.MaxModels && !stop.IsCancellationRequested; id++)
        {
            var settings = new TrialSettings { TrialId = id, Parameter = Parameter.CreateNestedParameter(), StartedAtUtc = DateTime.UtcNow };
            settings.Parameter = tuner.Propose(settings);
            monitor?.ReportRunningTrial(settings);
            try
            {
                using var runner = (ITrialRunner)_services.GetRequiredService(typeof(ITrialRunner));
                var result = await runner.RunAsync(settings, stop.Token).ConfigureAwait(false);
                settings.EndedAtUtc = DateTime.UtcNow;
                monitor?.ReportCompletedTrial(result);
                tuner.Update(result);
                if (result.Loss < bestLoss)
                {
                    (bestLoss, best) = (result.Loss, result);
                    monitor?.ReportBestTrial(result);
                }
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                settings.EndedAtUtc = DateTime.UtcNow;
                monitor?.ReportFailTrial(settings, fault);
                tuner.Update(new TrialResult { TrialSettings = settings, Loss = double.MaxValue });
                if (best is null && fault is not (OperationCanceledException or OutOfMemoryException))
                    throw;
            }
        }

        return best ?? throw new TimeoutException("Training time finished without completing a successful trial. Either no trial completed or the metric for all completed trials are NaN or Infinity");
    }

    private AutoMLExperiment Singleton(Type type, Func<IServiceProvider, object> make)
    {
        _services.AddSingleton(type, make);
        return this;
    }

    private AutoMLExperiment Transient(Type type, Func<IServiceProvider, object> make)
    {
        _services.AddTransient(type, make);
        return this;
    }

    private MLContext ChildContext() => new(_settings.Seed) { GpuDeviceId = _context.GpuDeviceId, FallbackToCpu = _context.FallbackToCpu, TempFilePath = _context.TempFilePath };

    /// <summary>The context's seed, which ML.NET keeps to itself.</summary>
    private static int? SeedOf(MLContext context) => Array.Find(typeof(MLContext).GetInterfaces(), type => type.Name == "IHostEnvironmentInternal")?
        .GetProperty("Seed", BindingFlags.Public | BindingFlags.Instance)?.GetValue(context) as int?;

    /// <summary>What an experiment is made with.</summary>
    public class AutoMLExperimentSettings : ExperimentSettings
    {
        public int? Seed { get; set; }

        public SearchSpace.SearchSpace? SearchSpace { get; set; }
    }
}
