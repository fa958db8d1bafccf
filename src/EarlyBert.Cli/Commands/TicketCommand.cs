using System.CommandLine;
using System.Globalization;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert ticket draw | show | compare</c>.</summary>
internal static class TicketCommand
{
    public static Command Create(Terminal terminal) => new("ticket", "Draw, show and compare tickets.")
    {
        Draw(terminal),
        Show(terminal),
        Compare(terminal),
    };

    private static Command Draw(Terminal terminal)
    {
        var command = new Command("draw", "Draw another ticket from a recorded search, without training.");
        var search = new Option<string>("--search") { Description = "search.json of a finetune run.", HelpName = "FILE", Required = true };
        var headRatio = new Option<double?>("--head-ratio") { Description = "Share of the heads pruned in each layer [default: 1/3].", HelpName = "SHARE" };
        var neuronRatio = new Option<double?>("--neuron-ratio") { Description = "Share of the neurons pruned over all layers [default: 0.4].", HelpName = "SHARE" };
        var at = new Option<int?>("--at") { Description = "A recorded step [default: the last].", HelpName = "STEP" };
        var globalHeads = new Option<bool>("--global-heads") { Description = "Rank heads over all layers together." };
        var layerwiseNeurons = new Option<bool>("--layerwise-neurons") { Description = "Rank neurons layer by layer." };
        var multiple = new Option<int>("--neuron-multiple") { Description = "Round the kept neurons of a layer up to a multiple.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var rule = new Option<TicketRule>("--rule")
        {
            Description = "exact, or quantile as the paper's code has it [default: exact].",
            HelpName = "exact|quantile",
            CustomParser = Choices.Parser(("exact", TicketRule.Exact), ("quantile", TicketRule.Quantile)),
        };
        var output = new Option<string>("--out") { Description = "The ticket file.", HelpName = "FILE", Required = true };
        foreach (var option in new Option[] { search, headRatio, neuronRatio, at, globalHeads, layerwiseNeurons, multiple, rule, output })
            command.Add(option);
        command.SetAction(parsed =>
        {
            var defaults = new DrawOptions();
            var options = new DrawOptions
            {
                HeadRatio = parsed.GetValue(headRatio) ?? defaults.HeadRatio,
                NeuronRatio = parsed.GetValue(neuronRatio) ?? defaults.NeuronRatio,
                GlobalHeads = parsed.GetValue(globalHeads),
                LayerwiseNeurons = parsed.GetValue(layerwiseNeurons),
                NeuronMultiple = parsed.GetValue(multiple),
                Rule = parsed.GetValue(rule),
            };
            Usage.Check(new EarlyBertOptions { Draw = options }.Validate);
            var ticket = SearchFile.Load(parsed.GetRequiredValue(search)).Draw(options, parsed.GetValue(at));
            ticket.Save(parsed.GetRequiredValue(output));
            foreach (var warning in ticket.Warnings)
                terminal.Warn(warning);
            terminal.Out.Write(ticket);
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var command = new Command("show", "Show which heads and neurons a ticket keeps.");
        var file = new Argument<string>("file") { Description = "The ticket." };
        command.Add(file);
        command.SetAction(parsed => terminal.Out.Write(EarlyBirdTicket.Load(parsed.GetRequiredValue(file))));
        return command;
    }

    private static Command Compare(Terminal terminal)
    {
        var command = new Command("compare", "Compare two tickets drawn from one shape of model.");
        var first = new Argument<string>("first") { Description = "A ticket." };
        var second = new Argument<string>("second") { Description = "Another." };
        command.Add(first);
        command.Add(second);
        command.SetAction(parsed =>
        {
            var (a, b) = (EarlyBirdTicket.Load(parsed.GetRequiredValue(first)), EarlyBirdTicket.Load(parsed.GetRequiredValue(second)));
            if ((a.Layers, a.Heads, a.Neurons) != (b.Layers, b.Heads, b.Neurons))
                throw new EarlyBertException($"The tickets are of different shapes ({ShapeOf(a)}, and {ShapeOf(b)}); compare tickets drawn from one model.");
            var output = terminal.Out;
            output.WriteLine("         distance  kept in both  kept in one");
            WriteOverlap(output, "heads", a.KeptHeads, b.KeptHeads, a.Layers * a.Heads);
            WriteOverlap(output, "neurons", a.KeptNeurons, b.KeptNeurons, a.Layers * a.Neurons);
            output.WriteLine();
            output.WriteLine("layer    heads kept in both, first, second    neurons kept in both, first, second");
            for (var layer = 0; layer < a.Layers; layer++)
                output.WriteLine($"{layer,5}    {Counts(a.KeptHeads[layer], b.KeptHeads[layer]),-36} {Counts(a.KeptNeurons[layer], b.KeptNeurons[layer])}");
        });
        return command;
    }

    private static void WriteOverlap(TextWriter output, string name, IReadOnlyList<IReadOnlyList<int>> first, IReadOnlyList<IReadOnlyList<int>> second, int units)
    {
        var both = first.Zip(second, (a, b) => a.Intersect(b).Count()).Sum();
        var one = first.Sum(layer => layer.Count) + second.Sum(layer => layer.Count) - (2 * both);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} {(double)one / units,8:0.0000}  {both,12}  {one,11}"));
    }

    private static string Counts(IReadOnlyList<int> first, IReadOnlyList<int> second) => $"{first.Intersect(second).Count()}, {first.Count}, {second.Count}";

    private static string ShapeOf(EarlyBirdTicket ticket) => $"{ticket.Layers} layers with {ticket.Heads} heads and {ticket.Neurons} neurons";
}
