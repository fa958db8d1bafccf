using System.Diagnostics;

namespace EarlyBert.Training;

/// <summary>What a run has cost so far.</summary>
/// <param name="Seconds">Seconds of each stage by lower-case name.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Rows">Rows trained on.</param>
/// <param name="Tokens">Real tokens trained on.</param>
/// <param name="InputSeconds">Seconds in which batches were made.</param>
/// <param name="GradientSeconds">Seconds in forward and backward passes.</param>
/// <param name="ProcessorSeconds">Processor seconds of search, draw and training, on all cores.</param>
internal sealed record RunTotals(IReadOnlyDictionary<string, double> Seconds, int Steps, long Rows, long Tokens, double InputSeconds, double GradientSeconds = 0, double ProcessorSeconds = 0);

/// <summary>Time spent.</summary>
/// <param name="Wall">Seconds on the wall's clock.</param>
/// <param name="Processor">Seconds of this process on all cores together.</param>
internal readonly record struct TimeSpent(double Wall, double Processor)
{
    /// <summary>Now, on both clocks; differences alone mean something.</summary>
    public static TimeSpent Now => new(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, Environment.CpuUsage.TotalTime.TotalSeconds);

    public static TimeSpent operator +(TimeSpent a, TimeSpent b) => new(a.Wall + b.Wall, a.Processor + b.Processor);

    public static TimeSpent operator -(TimeSpent a, TimeSpent b) => new(a.Wall - b.Wall, a.Processor - b.Processor);
}

/// <summary>Keeps a run's reports and clocks, and passes reports on to whoever listens.</summary>
internal sealed class RunMonitor(IProgress<TrainingProgress>? listener)
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

    /// <summary>Seconds of them in which batches were made.</summary>
    public double InputSeconds { get; private set; }

    /// <summary>Seconds of them in forward passes, losses and backward passes alone.</summary>
    public double GradientSeconds { get; private set; }

    /// <summary>Processor seconds of search, draw and training together, on all cores.</summary>
    public double ProcessorSeconds { get; private set; }

    /// <summary>What the run has cost so far, the open stage included.</summary>
    public RunTotals Totals
    {
        get
        {
            var (seconds, open) = (new Dictionary<string, double>(_seconds), _open);
            var spent = open?.Own ?? default;
            if (open is not null)
                seconds[open.Name] = seconds.GetValueOrDefault(open.Name) + spent.Wall;
            var last = open?.Last ?? default;
            return new RunTotals(
                seconds,
                Steps + (last.Step - open?.First ?? 0),
                Rows + last.Rows,
                Tokens + last.Tokens,
                InputSeconds + last.InputSeconds,
                GradientSeconds + last.GradientSeconds,
                ProcessorSeconds + (open is { IsTraining: true } ? spent.Processor : 0));
        }
    }

    /// <summary>Goes on counting from what an interrupted run had cost.</summary>
    public void Restore(RunTotals totals)
    {
        foreach (var (name, seconds) in totals.Seconds)
            _seconds[name] = seconds;
        (Steps, Rows, Tokens) = (totals.Steps, totals.Rows, totals.Tokens);
        (InputSeconds, GradientSeconds, ProcessorSeconds) = (totals.InputSeconds, totals.GradientSeconds, totals.ProcessorSeconds);
    }

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
    /// <param name="stage">The stage.</param>
    /// <param name="steps">Its optimizer steps.</param>
    /// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
    /// <param name="phase">Its phase, from 1; null: the run has no phases.</param>
    /// <param name="first">Steps of it that an interrupted run did.</param>
    public StageReport Begin(TrainingStage stage, int steps = 0, int stepsPerEpoch = 1, int? phase = null, int first = 0) =>
        _open = new StageReport(this, stage, steps, stepsPerEpoch, phase, first);

    /// <summary>Passes on a sentence.</summary>
    public void Say(TrainingStage stage, string message, bool isWarning = false) => Add(new TrainingProgress { Stage = stage, Message = message, IsWarning = isWarning });

    /// <summary>Passes on metrics of the validation set.</summary>
    public void Metrics(IReadOnlyDictionary<string, double> metrics, double epoch, int step = 0, int? phase = null) =>
        Add(new TrainingProgress { Stage = TrainingStage.Evaluate, Metrics = metrics, Epoch = epoch, Step = step, Phase = phase });

    private void Add(TrainingProgress progress)
    {
        progress = progress with { Seconds = _clock.Elapsed.TotalSeconds };
        _history.Add(progress);
        listener?.Report(progress);
    }

    private static string NameOf(TrainingStage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>The clock and the reports of one stage.</summary>
    public sealed class StageReport(RunMonitor run, TrainingStage stage, int steps, int stepsPerEpoch, int? phase, int first) : IDisposable
    {
        private readonly TimeSpent _began = TimeSpent.Now;
        private readonly StageReport? _outer = run._open;
        private TimeSpent _inner;

        /// <summary>The last step; nothing before the first.</summary>
        public TrainerStep Last { get; private set; } = new() { Step = first };

        public int First => first;

        public string Name => NameOf(stage);

        /// <summary>Time so far, stages inside left out.</summary>
        public TimeSpent Own => TimeSpent.Now - _began - _inner;

        /// <summary>Its time is the run's own: no preparation, no evaluation.</summary>
        public bool IsTraining => stage is TrainingStage.Search or TrainingStage.Draw or TrainingStage.Train;

        /// <summary>Counts a step, and reports it when its loss was read.</summary>
        public void Step(TrainerStep step)
        {
            Last = step;
            if (step.Loss is null)
                return;
            run.Add(new TrainingProgress
            {
                Stage = stage,
                Phase = phase,
                Step = step.Step,
                Steps = steps,
                Epoch = (double)step.Step / stepsPerEpoch,
                Loss = step.Loss,
                LearningRate = step.LearningRate,
                GradientNorm = step.GradientNorm,
                ExamplesPerSecond = step.Rows / step.Seconds,
                TokensPerSecond = step.Tokens / step.Seconds,
                SecondsLeft = step.Seconds / (step.Step - first) * (steps - step.Step),
            });
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            var all = TimeSpent.Now - _began;
            var own = all - _inner;
            run._seconds[Name] = run._seconds.GetValueOrDefault(Name) + own.Wall;
            if (IsTraining)
                run.ProcessorSeconds += own.Processor;
            if (_outer is not null)
                _outer._inner += all;
            run._open = _outer;
            run.Steps += Last.Step - first;
            run.Rows += Last.Rows;
            run.Tokens += Last.Tokens;
            run.InputSeconds += Last.InputSeconds;
            run.GradientSeconds += Last.GradientSeconds;
        }
    }
}
