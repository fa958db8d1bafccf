using System.Diagnostics;

namespace EarlyBert.Training;

/// <summary>Keeps a run's reports and clocks, and passes reports on to whoever listens.</summary>
internal sealed class RunReport(IProgress<TrainingProgress>? listener)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<TrainingProgress> _history = [];
    private readonly Dictionary<string, double> _seconds = [];
    private StageReport? _open;

    /// <summary>All reports so far.</summary>
    public IReadOnlyList<TrainingProgress> History => _history;

    /// <summary>Optimizer steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Rows trained on so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Real tokens trained on so far.</summary>
    public long Tokens { get; private set; }

    /// <summary>Seconds of each stage by lower-case name, and <c>total</c>: search, draw and train together.</summary>
    public IReadOnlyDictionary<string, double> Seconds
    {
        get
        {
            var all = Enum.GetValues<TrainingStage>().ToDictionary(NameOf, stage => _seconds.GetValueOrDefault(NameOf(stage)));
            all["total"] = all["search"] + all["draw"] + all["train"];
            return all;
        }
    }

    /// <summary>Begins a stage; dispose it at its end. A stage inside another, such as an evaluation during training, is not counted twice.</summary>
    public StageReport Begin(TrainingStage stage, int steps = 0, int stepsPerEpoch = 1) => _open = new StageReport(this, stage, steps, stepsPerEpoch);

    /// <summary>Passes on a sentence.</summary>
    public void Say(TrainingStage stage, string message, bool isWarning = false) => Add(new TrainingProgress { Stage = stage, Message = message, IsWarning = isWarning });

    /// <summary>Passes on metrics of the validation set.</summary>
    public void Metrics(IReadOnlyDictionary<string, double> metrics, double epoch) =>
        Add(new TrainingProgress { Stage = TrainingStage.Evaluate, Metrics = metrics, Epoch = epoch });

    private void Add(TrainingProgress progress)
    {
        progress = progress with { Seconds = _clock.Elapsed.TotalSeconds };
        _history.Add(progress);
        listener?.Report(progress);
    }

    private static string NameOf(TrainingStage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>The clock and the reports of one stage.</summary>
    public sealed class StageReport(RunReport run, TrainingStage stage, int steps, int stepsPerEpoch) : IDisposable
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly StageReport? _outer = run._open;
        private double _innerSeconds;
        private TrainerStep _last;

        /// <summary>Counts a step, and reports it when its loss was read.</summary>
        public void Step(TrainerStep step)
        {
            _last = step;
            if (step.Loss is null)
                return;
            run.Add(new TrainingProgress
            {
                Stage = stage,
                Step = step.Step,
                Steps = steps,
                Epoch = (double)step.Step / stepsPerEpoch,
                Loss = step.Loss,
                LearningRate = step.LearningRate,
                GradientNorm = step.GradientNorm,
                ExamplesPerSecond = step.Rows / step.Seconds,
                TokensPerSecond = step.Tokens / step.Seconds,
                SecondsLeft = step.Seconds / step.Step * (steps - step.Step),
            });
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            var name = NameOf(stage);
            var seconds = _clock.Elapsed.TotalSeconds;
            run._seconds[name] = run._seconds.GetValueOrDefault(name) + seconds - _innerSeconds;
            if (_outer is not null)
                _outer._innerSeconds += seconds;
            run._open = _outer;
            run.Steps += _last.Step;
            run.Rows += _last.Rows;
            run.Tokens += _last.Tokens;
        }
    }
}
