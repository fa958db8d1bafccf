using System.CommandLine;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Commands;

/// <summary>When and how a ticket is drawn, shared by fine-tuning and pre-training, whose defaults differ.</summary>
/// <param name="neuronRatio">Default share of the neurons, for the help.</param>
/// <param name="drawAt">Default moment of the draw, for the help.</param>
internal sealed class TicketOptions(string neuronRatio, string drawAt)
{
    private readonly DrawingOptions _drawing = new(neuronRatio);
    private readonly Option<string?> _drawAt = new("--draw-at") { Description = $"When the ticket is drawn: a share of the first epoch (0.2), step:400, or stable:0.1,5 [default: {drawAt}].", HelpName = "WHEN" };
    private readonly Option<double?> _lambdaHeads = new("--lambda-heads") { Description = "L1 penalty on head coefficients [default: 1e-4].", HelpName = "X" };
    private readonly Option<double?> _lambdaNeurons = new("--lambda-neurons") { Description = "L1 penalty on neuron coefficients [default: 1e-4].", HelpName = "X" };

    public void AddTo(Command command)
    {
        _drawing.AddTo(command);
        foreach (var option in new Option[] { _drawAt, _lambdaHeads, _lambdaNeurons })
            command.Add(option);
    }

    /// <summary>Sets what was given.</summary>
    /// <exception cref="UsageException">The moment of the draw is none.</exception>
    public void Read(ParseResult parsed, SearchOptions search, DrawOptions draw)
    {
        _drawing.Read(parsed, draw);
        search.HeadPenalty = parsed.GetValue(_lambdaHeads) ?? search.HeadPenalty;
        search.NeuronPenalty = parsed.GetValue(_lambdaNeurons) ?? search.NeuronPenalty;
        if (parsed.GetValue(_drawAt) is { } when)
            Usage.Check(() => search.Schedule = DrawSchedule.Parse(when));
    }
}
