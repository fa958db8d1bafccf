using System.CommandLine;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Commands;

/// <summary>Which units a ticket keeps, shared by all commands that draw one.</summary>
/// <param name="neuronRatio">Default share of the neurons, for the help.</param>
internal sealed class DrawingOptions(string neuronRatio)
{
    private readonly Option<double?> _headRatio = new("--head-ratio") { Description = "Share of the heads pruned in each layer [default: 1/3].", HelpName = "SHARE" };
    private readonly Option<double?> _neuronRatio = new("--neuron-ratio") { Description = $"Share of the neurons pruned over all layers [default: {neuronRatio}].", HelpName = "SHARE" };
    private readonly Option<bool> _globalHeads = new("--global-heads") { Description = "Rank heads over all layers together." };
    private readonly Option<bool> _layerwiseNeurons = new("--layerwise-neurons") { Description = "Rank neurons layer by layer." };
    private readonly Option<int?> _neuronMultiple = new("--neuron-multiple") { Description = "Round the kept neurons of a layer up to a multiple [default: 1].", HelpName = "N" };
    private readonly Option<TicketRule?> _rule = new("--rule")
    {
        Description = "exact, or quantile as the paper's code has it [default: exact].",
        HelpName = "exact|quantile",
        CustomParser = Choices.Parser<TicketRule?>(("exact", TicketRule.Exact), ("quantile", TicketRule.Quantile)),
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _headRatio, _neuronRatio, _globalHeads, _layerwiseNeurons, _neuronMultiple, _rule })
            command.Add(option);
    }

    /// <summary>Sets what was given.</summary>
    public void Read(ParseResult parsed, DrawOptions draw)
    {
        draw.HeadRatio = parsed.GetValue(_headRatio) ?? draw.HeadRatio;
        draw.NeuronRatio = parsed.GetValue(_neuronRatio) ?? draw.NeuronRatio;
        draw.GlobalHeads |= parsed.GetValue(_globalHeads);
        draw.LayerwiseNeurons |= parsed.GetValue(_layerwiseNeurons);
        draw.NeuronMultiple = parsed.GetValue(_neuronMultiple) ?? draw.NeuronMultiple;
        draw.Rule = parsed.GetValue(_rule) ?? draw.Rule;
    }
}
