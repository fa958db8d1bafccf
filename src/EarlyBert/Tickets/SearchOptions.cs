namespace EarlyBert.Tickets;

/// <summary>The search stage: training weights and coefficients together under an L1 penalty (paper equation 4, section 4.2).</summary>
public sealed class SearchOptions
{
    /// <summary>λ of the head coefficients. Default: 1e-4.</summary>
    public double HeadPenalty { get; set; } = 1e-4;

    /// <summary>λ of the neuron coefficients. Default: 1e-4.</summary>
    public double NeuronPenalty { get; set; } = 1e-4;

    /// <summary>Peak learning rate; null: 2e-5 from a pre-trained model, 3e-5 in question answering (paper section 4.1), 3e-4 from random weights.</summary>
    public double? LearningRate { get; set; }

    /// <summary>Epochs over which the learning rate would decay to zero if the search went on. Default: 3, the dense run's.</summary>
    public double DecayEpochs { get; set; } = 3;

    /// <summary>When the ticket is drawn. Default: after 0.2 of the first epoch.</summary>
    public DrawSchedule Schedule { get; set; } = DrawSchedule.AtFraction(0.2);

    /// <summary>Masks recorded for the distance trace over the search, evenly spaced. Default: 20.</summary>
    public int RecordedMasks { get; set; } = 20;

    internal void Collect(List<string> faults)
    {
        OptionChecks.Check(faults, HeadPenalty >= 0, "Search.HeadPenalty", HeadPenalty, "0 or more");
        OptionChecks.Check(faults, NeuronPenalty >= 0, "Search.NeuronPenalty", NeuronPenalty, "0 or more");
        OptionChecks.Check(faults, LearningRate is null or > 0 and < 1, "Search.LearningRate", LearningRate, "above 0, below 1");
        OptionChecks.Check(faults, DecayEpochs > 0, "Search.DecayEpochs", DecayEpochs, "above 0");
        OptionChecks.Check(faults, RecordedMasks is >= 2 and <= 10_000, "Search.RecordedMasks", RecordedMasks, "2 to 10000");
        Schedule.Collect(faults);
    }
}
