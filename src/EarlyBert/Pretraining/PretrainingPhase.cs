using EarlyBert.Training;

namespace EarlyBert.Pretraining;

/// <summary>One phase of pre-training: how long its inputs are and how long it lasts.</summary>
public sealed class PretrainingPhase
{
    /// <summary>Longest input in word pieces. Default: 128.</summary>
    public int MaxTokens { get; set; } = 128;

    /// <summary>Examples an optimizer step. Default: 256.</summary>
    public int BatchSize { get; set; } = 256;

    /// <summary>Examples a forward pass; gradients of <see cref="BatchSize"/> / this many passes add up. Default: 32.</summary>
    public int MicroBatchSize { get; set; } = 32;

    /// <summary>Peak learning rate. Default: 1e-3.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>Optimizer steps of the dense network. Default: 1000.</summary>
    public int Steps { get; set; } = 1000;

    /// <summary>Share of the steps over which the learning rate rises. Default: 0.1.</summary>
    public double WarmupFraction { get; set; } = 0.1;

    /// <summary>Exponent of the learning rate's fall: 0.5 as in NVIDIA's recipe, 1 for a straight line. Default: 0.5.</summary>
    public double DecayPower { get; set; } = 0.5;

    internal int Accumulation => BatchSize / MicroBatchSize;

    internal PolynomialSchedule ScheduleOver(int steps) => new(LearningRate, steps, WarmupFraction, DecayPower);

    internal void Collect(List<string> faults, string name)
    {
        OptionChecks.Check(faults, MaxTokens is >= 8 and <= 65536, $"{name}.MaxTokens", MaxTokens, "8 to 65536");
        OptionChecks.Check(faults, BatchSize is >= 1 and <= 1 << 24, $"{name}.BatchSize", BatchSize, "1 to 16777216");
        OptionChecks.Check(faults, MicroBatchSize >= 1 && BatchSize % Math.Max(1, MicroBatchSize) == 0, $"{name}.MicroBatchSize", MicroBatchSize, $"a divisor of BatchSize = {BatchSize}");
        OptionChecks.Check(faults, LearningRate is > 0 and < 1, $"{name}.LearningRate", LearningRate, "above 0, below 1");
        OptionChecks.Check(faults, Steps is >= 1 and <= 100_000_000, $"{name}.Steps", Steps, "1 to 100000000");
        OptionChecks.Check(faults, WarmupFraction is >= 0 and < 1, $"{name}.WarmupFraction", WarmupFraction, "0 or more, below 1");
        OptionChecks.Check(faults, DecayPower is > 0 and <= 4, $"{name}.DecayPower", DecayPower, "above 0, at most 4");
    }
}
