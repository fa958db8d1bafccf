namespace EarlyBert.Training;

/// <summary>What the paper trains a kind of task with (sections 4.1 and 4.2).</summary>
/// <param name="DenseEpochs">Epochs of the dense network.</param>
/// <param name="DenseRate">Peak learning rate of the dense network.</param>
/// <param name="TicketRate">Peak learning rate of a ticket.</param>
/// <param name="SearchRate">Peak learning rate of the search.</param>
internal sealed record FineTuningDefaults(double DenseEpochs, double DenseRate, double TicketRate, double SearchRate)
{
    /// <summary>Epochs of a ticket, and so the compute that a matched dense run gets (paper section 4.2, Table 7).</summary>
    public const double TicketEpochs = 2;

    /// <summary>GLUE's tasks.</summary>
    public static FineTuningDefaults Classification { get; } = new(3, 2e-5, 4e-5, 2e-5);

    /// <summary>SQuAD, which is sensitive to the number of steps: a ticket trains as the dense network does.</summary>
    public static FineTuningDefaults QuestionAnswering { get; } = new(2, 3e-5, 3e-5, 3e-5);
}
