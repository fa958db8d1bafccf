using EarlyBert.Display;
using EarlyBert.Tickets;
using EarlyBert.Weights;

namespace EarlyBert.Pretraining;

/// <summary>What a pre-training run leaves: the model, the ticket, the record of the search, and what it cost.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record PretrainingResult : IDisplay, IDisposable
{
    /// <summary>The pre-trained, folded model with both heads of its pre-training. Owned by this result.</summary>
    public required PretrainedBert Model { get; init; }

    /// <summary>The ticket; null for dense strategies.</summary>
    public EarlyBirdTicket? Ticket { get; init; }

    /// <summary>Coefficients recorded over the search; null without a search.</summary>
    public SearchRecord? Search { get; init; }

    /// <summary>The options of the run.</summary>
    public required PretrainingOptions Options { get; init; }

    /// <summary>
    /// The last evaluation on held-out documents: <c>mlm_loss</c> (nats a masked piece), <c>mlm_accuracy</c>, <c>perplexity</c>,
    /// <c>nsp_accuracy</c>; empty without held-out documents.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Every report of this run, in order. What an interrupted run reported before is not among them.</summary>
    public required IReadOnlyList<TrainingProgress> History { get; init; }

    /// <summary>Seconds of each stage and their <c>total</c> (search, draw and train), interrupted runs included.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Seconds of search and training in forward passes, losses and backward passes alone, interrupted runs included: what the paper timed (section 4.1).</summary>
    public required double GradientSeconds { get; init; }

    /// <summary>Processor seconds of search, draw and training together, on all cores, interrupted runs included.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>Optimizer steps of search and training.</summary>
    public required int Steps { get; init; }

    /// <summary>Examples per second, over search and training.</summary>
    public required double ExamplesPerSecond { get; init; }

    /// <summary>Real tokens per second, over search and training.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Share of the training time spent on reading and masking batches.</summary>
    public required double InputShare { get; init; }

    /// <summary>What it took, and what came out, in a few lines.</summary>
    public override string ToString() => Summary.ToString();

    Html IDisplay.Display() => Summary.ToHtml();

    private RunDisplay Summary => new(Options.Strategy.ToString(), Steps, Seconds, TokensPerSecond, History, Ticket);

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
