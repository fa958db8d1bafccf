using System.CommandLine;
using EarlyBert.Pretraining;

namespace EarlyBert.Cli.Commands;

/// <summary>The numbers of one phase of pre-training, <c>--phase1-tokens</c> and so on; what is not given stays as the recipe has it.</summary>
internal sealed class PhaseOptions(int number)
{
    private readonly Option<int?> _tokens = new($"--phase{number}-tokens") { Description = "Longest input in word pieces.", HelpName = "N" };
    private readonly Option<int?> _batch = new($"--phase{number}-batch") { Description = "Examples an optimizer step.", HelpName = "N" };
    private readonly Option<int?> _microBatch = new($"--phase{number}-micro-batch") { Description = "Examples a forward pass; must divide the batch.", HelpName = "N" };
    private readonly Option<double?> _rate = new($"--phase{number}-lr") { Description = "Peak learning rate.", HelpName = "X" };
    private readonly Option<int?> _steps = new($"--phase{number}-steps") { Description = "Optimizer steps of the dense network; a ticket trains 80 % of them.", HelpName = "N" };
    private readonly Option<double?> _warmup = new($"--phase{number}-warmup") { Description = "Share of the steps over which the learning rate rises.", HelpName = "SHARE" };
    private readonly Option<double?> _power = new($"--phase{number}-power") { Description = "Exponent of the learning rate's fall: 0.5 or 1 (a line).", HelpName = "X" };

    private Option[] All => [_tokens, _batch, _microBatch, _rate, _steps, _warmup, _power];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>One of them was given.</summary>
    public bool IsGiven(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is not null);

    public void Read(ParseResult parsed, PretrainingPhase phase)
    {
        phase.MaxTokens = parsed.GetValue(_tokens) ?? phase.MaxTokens;
        // A new batch without a new micro-batch is taken in one pass if it is smaller than the recipe's passes.
        phase.BatchSize = parsed.GetValue(_batch) ?? phase.BatchSize;
        phase.MicroBatchSize = parsed.GetValue(_microBatch) ?? Math.Min(phase.MicroBatchSize, phase.BatchSize);
        phase.LearningRate = parsed.GetValue(_rate) ?? phase.LearningRate;
        phase.Steps = parsed.GetValue(_steps) ?? phase.Steps;
        phase.WarmupFraction = parsed.GetValue(_warmup) ?? phase.WarmupFraction;
        phase.DecayPower = parsed.GetValue(_power) ?? phase.DecayPower;
    }
}
