using System.Globalization;
using System.Text;
using EarlyBert.Display;

namespace EarlyBert;

/// <summary>The stages of a run, in order.</summary>
public enum TrainingStage
{
    /// <summary>Tokenising and building the model.</summary>
    Prepare,

    /// <summary>Training with coefficients and penalty.</summary>
    Search,

    /// <summary>Drawing, pruning and rewinding.</summary>
    Draw,

    /// <summary>Training the ticket, or the dense network.</summary>
    Train,

    /// <summary>Scoring the validation set.</summary>
    Evaluate,
}

/// <summary>One report of a running training; also one line of <c>metrics.jsonl</c>.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record TrainingProgress : IDisplay
{
    /// <summary>The stage.</summary>
    public required TrainingStage Stage { get; init; }

    /// <summary>The phase of a pre-training, from 1; null in fine-tuning.</summary>
    public int? Phase { get; init; }

    /// <summary>Optimizer steps done in this stage.</summary>
    public int Step { get; init; }

    /// <summary>Optimizer steps planned in this stage (an upper bound while waiting for stable masks).</summary>
    public int Steps { get; init; }

    /// <summary>Epochs done in this stage, fractional.</summary>
    public double Epoch { get; init; }

    /// <summary>Task loss of the last step, without penalty; null when not read.</summary>
    public double? Loss { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Gradient norm before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Examples per second over this stage.</summary>
    public double ExamplesPerSecond { get; init; }

    /// <summary>Real (unpadded) tokens per second over this stage.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Seconds since the run began.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds this stage will still take at its pace.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Metric values, for reports of evaluations.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>A sentence for people: what begins, a warning.</summary>
    public string? Message { get; init; }

    /// <summary>The message is a warning.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The report as a line.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var line = new StringBuilder(Stage.ToString());
        if (Steps > 0)
            line.Append(culture, $", step {Step} of {Steps}, epoch {Epoch:0.00}");
        if (Loss is { } loss)
            line.Append(culture, $", loss {loss:0.0000}");
        foreach (var (name, metric) in Metrics ?? new Dictionary<string, double>())
            line.Append(culture, $", {name} {metric:0.0000}");
        if (ExamplesPerSecond > 0)
            line.Append(culture, $", {ExamplesPerSecond:0} examples/s");
        if (SecondsLeft is { } left)
            line.Append(culture, $", {left:0} s left");
        if (!string.IsNullOrEmpty(Message))
            line.Append(culture, $": {Message}");
        return line.ToString();
    }

    Html IDisplay.Display()
    {
        if (Steps == 0)
            return Html.Of($"<p>{ToString()}</p>");
        var percent = Math.Clamp(100.0 * Step / Steps, 0, 100);
        return Html.Of($"<p>{ToString()}</p><div class=\"progress\" role=\"progressbar\" aria-label=\"{Stage.ToString()}\" aria-valuemin=\"0\" aria-valuemax=\"100\" aria-valuenow=\"{Math.Round(percent)}\"><div style=\"width:{percent}%\"></div></div>");
    }
}
