using EarlyBert.Bert;

namespace EarlyBert.Training;

/// <summary>What the paper trains a kind of task with (sections 4.1 and 4.2).</summary>
/// <param name="DenseEpochs">Epochs of the dense network.</param>
/// <param name="TicketEpochs">Epochs of a ticket.</param>
/// <param name="DenseRate">Peak learning rate of the dense network.</param>
/// <param name="TicketRate">Peak learning rate of a ticket.</param>
/// <param name="SearchRate">Peak learning rate of the search.</param>
internal sealed record FineTuningDefaults(double DenseEpochs, double TicketEpochs, double DenseRate, double TicketRate, double SearchRate)
{
    // Random weights have farther to go than BERT-base and -large, which the paper fine-tunes, and narrow models want larger steps (Turc et al. 2019,
    // section 4.2, whose rates go up to this one), at the same rate for every strategy.
    private const double LargeLearningRate = 3e-4;
    private const int NarrowBelow = 512;

    /// <summary>GLUE's tasks.</summary>
    public static FineTuningDefaults Glue { get; } = new(3, 2, 2e-5, 4e-5, 2e-5);

    /// <summary>SQuAD, which is sensitive to the number of steps: a ticket trains as the dense network does.</summary>
    public static FineTuningDefaults QuestionAnswering { get; } = new(2, 2, 3e-5, 3e-5, 3e-5);

    /// <summary>Epochs of a strategy; of the matched dense run (paper Table 7) those of the ticket whose compute it gets.</summary>
    public double EpochsOf(Strategy strategy) => strategy.HasTicket() || strategy == Strategy.Matched ? TicketEpochs : DenseEpochs;

    /// <summary>Fills in the learning rates that were left open, which hang on the model.</summary>
    /// <param name="options">The run.</param>
    /// <param name="config">The model.</param>
    public void ResolveRates(EarlyBertOptions options, BertConfig config)
    {
        var large = options.Scratch is not null || config.HiddenSize < NarrowBelow;
        options.Train.LearningRate ??= large ? LargeLearningRate : options.Strategy.HasTicket() ? TicketRate : DenseRate;
        options.Search.LearningRate ??= large ? LargeLearningRate : SearchRate;
    }
}
