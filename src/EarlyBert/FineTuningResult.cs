using EarlyBert.Display;
using EarlyBert.Tickets;

namespace EarlyBert;

/// <summary>What every fine-tuning leaves beside its model: the ticket, the record of the search, and what it cost.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public record FineTuningResult : IDisplay
{
    /// <summary>The ticket; null for dense strategies.</summary>
    public EarlyBirdTicket? Ticket { get; init; }

    /// <summary>Coefficients recorded over the search, from which other tickets can be drawn; null without a search.</summary>
    public SearchRecord? Search { get; init; }

    /// <summary>The options as resolved: strategy defaults filled in.</summary>
    public required EarlyBertOptions Options { get; init; }

    /// <summary>Every report of the run, in order; the lines of <c>metrics.jsonl</c>.</summary>
    public required IReadOnlyList<TrainingProgress> History { get; init; }

    /// <summary>Seconds of each stage: <c>prepare</c>, <c>search</c>, <c>draw</c>, <c>train</c>, <c>evaluate</c>, and <c>total</c> = search + draw + train.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>
    /// Seconds of search and training in forward passes, losses and backward passes alone, without making batches and updating weights: what the paper timed
    /// (section 4.1; the official <c>trainer.py</c>). On a GPU, whose work is not waited for at every step, only <see cref="Seconds"/> tells.
    /// </summary>
    public required double GradientSeconds { get; init; }

    /// <summary>Processor seconds of search, draw and training together, on all cores: on a machine that does other work too, a better measure than the clock.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>Optimizer steps of search and training together.</summary>
    public required int Steps { get; init; }

    /// <summary>Training examples per second, over search and training.</summary>
    public required double ExamplesPerSecond { get; init; }

    /// <summary>Real tokens per second, over search and training.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>What it took, and what came out, in a few lines.</summary>
    public sealed override string ToString() => Summary.ToString();

    Html IDisplay.Display() => Summary.ToHtml();

    private RunDisplay Summary => new(Options.Strategy.ToString(), Steps, Seconds, TokensPerSecond, History, Ticket);
}
