using EarlyBert.Cli.Commands;
using EarlyBert.Pretraining;
using EarlyBert.Text;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Output;

/// <summary><c>result.json</c>: what a run reached and what it cost.</summary>
internal sealed record ResultFile
{
    /// <summary>The GLUE task, the name of the training file, or <c>pretraining</c>.</summary>
    public required string Task { get; init; }

    /// <summary>As the command line names it: <c>early-bird</c>, <c>dense</c>, ...</summary>
    public required string Strategy { get; init; }

    public required int Seed { get; init; }

    /// <summary>Scores on the validation set; empty without one.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Numbers in the whole model.</summary>
    public required long Parameters { get; init; }

    /// <summary>Numbers in the encoder's layers alone, which is what a ticket shrinks.</summary>
    public required long EncoderParameters { get; init; }

    /// <summary>
    /// <c>prepare</c>, <c>search</c>, <c>draw</c>, <c>train</c>; <c>total</c> of the latter three; <c>evaluate</c>: scoring the
    /// validation set once with the finished model.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Seconds of search and training in forward and backward passes alone, as the paper timed; null where it was not measured.</summary>
    public double? GradientSeconds { get; init; }

    /// <summary>Processor seconds of search, draw and training, on all cores; null where it was not measured.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>Optimizer steps of search and training.</summary>
    public required int Steps { get; init; }

    public required double ExamplesPerSecond { get; init; }

    public required double TokensPerSecond { get; init; }

    /// <summary>Share of the training time in which batches were read and made; null where it was not measured.</summary>
    public double? InputShare { get; init; }

    public required long PeakMemoryBytes { get; init; }

    /// <summary>Null for dense strategies.</summary>
    public required TicketShape? Ticket { get; init; }

    public required long TrainRows { get; init; }

    /// <summary>Training rows that were cut to the longest input.</summary>
    public required int TruncatedRows { get; init; }

    /// <summary>What the longest input cost in the training rows; null for a pre-training.</summary>
    public Truncation? Truncation { get; init; }

    /// <summary>Rows of the validation set; 0 without one.</summary>
    public required long DevRows { get; init; }

    public required EnvironmentInfo Environment { get; init; }

    /// <summary>What a fine-tuning reached and cost.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="run">What the training left.</param>
    /// <param name="model">The finished model.</param>
    /// <param name="metrics">Its scores on the validation set.</param>
    /// <param name="trainRows">Training rows.</param>
    /// <param name="devRows">Rows of the validation set.</param>
    /// <param name="truncatedRows">Training rows that were cut.</param>
    /// <param name="truncation">What that cost; null: it was not counted.</param>
    public static ResultFile Of(string task, FineTuningResult run, TrainedBert model, IReadOnlyDictionary<string, double> metrics, long trainRows, long devRows, int truncatedRows, Truncation? truncation) => new()
    {
        Task = task,
        Strategy = TrainingOptions.NameOf(run.Options.Strategy),
        Seed = run.Options.Seed,
        Metrics = metrics,
        Parameters = model.ParameterCount,
        EncoderParameters = model.EncoderParameterCount,
        Seconds = run.Seconds,
        GradientSeconds = run.GradientSeconds,
        ProcessorSeconds = run.ProcessorSeconds,
        Steps = run.Steps,
        ExamplesPerSecond = run.ExamplesPerSecond,
        TokensPerSecond = run.TokensPerSecond,
        PeakMemoryBytes = EnvironmentInfo.PeakMemoryBytes(),
        Ticket = TicketShape.Of(run.Ticket),
        TrainRows = trainRows,
        TruncatedRows = truncatedRows,
        Truncation = truncation,
        DevRows = devRows,
        Environment = EnvironmentInfo.Of(run.Options.GpuDeviceId),
    };

    /// <summary>What a pre-training reached and cost.</summary>
    /// <param name="run">What the training left.</param>
    /// <param name="data">The examples of its first phase.</param>
    /// <param name="prepareSeconds">Seconds in which vocabulary and examples were made.</param>
    public static ResultFile Of(PretrainingResult run, ExampleStoreManifest data, double prepareSeconds) => new()
    {
        Task = "pretraining",
        Strategy = TrainingOptions.NameOf(run.Options.Strategy),
        Seed = run.Options.Seed,
        Metrics = run.Metrics,
        Parameters = run.Model.ParameterCount,
        EncoderParameters = run.Model.EncoderParameterCount,
        Seconds = new Dictionary<string, double>(run.Seconds) { ["prepare"] = prepareSeconds },
        GradientSeconds = run.GradientSeconds,
        ProcessorSeconds = run.ProcessorSeconds,
        Steps = run.Steps,
        ExamplesPerSecond = run.ExamplesPerSecond,
        TokensPerSecond = run.TokensPerSecond,
        InputShare = run.InputShare,
        PeakMemoryBytes = EnvironmentInfo.PeakMemoryBytes(),
        Ticket = TicketShape.Of(run.Ticket),
        TrainRows = data.TrainExamples,
        TruncatedRows = 0,
        DevRows = data.HeldOutExamples,
        Environment = EnvironmentInfo.Of(run.Options.GpuDeviceId),
    };

    /// <summary>Prints it as a run's last lines.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="terminal">Where to.</param>
    public void Print(string folder, Terminal terminal)
    {
        var width = Math.Max("parameters".Length, Metrics.Keys.Max(name => (int?)name.Length) ?? 0);
        foreach (var (name, value) in Metrics)
            Line(name, $"{value:0.0000}");
        Line("parameters", $"{Parameters:#,0}, {EncoderParameters:#,0} of them in the encoder");
        Line("seconds", $"search {Seconds["search"]:0.0}, draw {Seconds["draw"]:0.0}, train {Seconds["train"]:0.0}, total {Seconds["total"]:0.0}; {TokensPerSecond:#,0} tokens/s");
        terminal.Out.WriteLine($"written to {folder}: model/, model.zip, {(Ticket is null ? "" : "ticket.json, ")}options.json, metrics.jsonl, result.json, report.html");

        void Line(string name, FormattableString what) => terminal.Out.WriteLine($"{name.PadRight(width)} {FormattableString.Invariant(what)}");
    }

    /// <summary>The shape that a ticket leaves.</summary>
    /// <param name="Heads">Heads kept in each layer.</param>
    /// <param name="Neurons">Neurons kept in each layer.</param>
    /// <param name="Step">Optimizer steps before it was drawn.</param>
    internal sealed record TicketShape(IReadOnlyList<int> Heads, IReadOnlyList<int> Neurons, int Step)
    {
        public static TicketShape? Of(EarlyBirdTicket? ticket) => ticket is null
            ? null
            : new([.. ticket.KeptHeads.Select(layer => layer.Count)], [.. ticket.KeptNeurons.Select(layer => layer.Count)], ticket.Step);
    }
}
