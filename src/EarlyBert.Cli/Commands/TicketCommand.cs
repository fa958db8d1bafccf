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
        var drawing = new DrawingOptions(neuronRatio: "0.4");
        var at = new Option<int?>("--at") { Description = "A recorded step [default: the last].", HelpName = "STEP" };
        var output = new Option<string>("--out") { Description = "The ticket file.", HelpName = "FILE", Required = true };
        command.Add(search);
        drawing.AddTo(command);
        command.Add(at);
        command.Add(output);
        command.SetAction(parsed =>
        {
            var options = new DrawOptions();
            drawing.Read(parsed, options);
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
