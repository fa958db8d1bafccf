using System.CommandLine;
using System.Text.Json;
using EarlyBert.Bert;
using EarlyBert.Cli.Output;
using EarlyBert.Tickets;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert prune</c>.</summary>
internal static class PruneCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "Folder of a BERT.", HelpName = "DIR", Required = true };
        var ticketFile = new Option<string?>("--ticket") { Description = "The ticket.", HelpName = "FILE" };
        var headsFile = new Option<string?>("--heads") { Description = "In the place of a ticket, a JSON file of heads to cut out: {\"0\": [1, 3]}, layers and heads from 0.", HelpName = "FILE" };
        var uniform = new Option<bool>("--uniform") { Description = "As many heads and neurons in every layer, so that any BERT loads the result." };
        var output = new Option<string>("--out") { Description = "Folder for the pruned model.", HelpName = "DIR", Required = true };
        var command = new Command("prune", "Cut a ticket's heads and neurons out of a model, without training.") { model, ticketFile, headsFile, uniform, output };
        command.SetAction(parsed =>
        {
            var (ticketPath, headsPath) = (parsed.GetValue(ticketFile), parsed.GetValue(headsFile));
            if ((ticketPath is null) == (headsPath is null))
                throw new UsageException(ticketPath is null ? "What stays is missing; name a ticket with --ticket, or a list of heads to cut out with --heads." : "--ticket and --heads exclude each other.");
            using var whole = HuggingFaceFolder.Load(parsed.GetRequiredValue(model), pretrainingHeads: true);
            var ticket = ticketPath is not null ? EarlyBirdTicket.Load(ticketPath) : EarlyBirdTicket.OfPrunedHeads(whole.Config, ReadHeads(headsPath!));
            if (parsed.GetValue(uniform))
                ticket = EvenTicket.Of(whole, ticket);
            using var pruned = StructuredPruning.Prune(whole, ticket);
            var folder = parsed.GetRequiredValue(output);
            pruned.Save(folder);
            terminal.Out.WriteLine($"heads      {Counts(pruned.Config, pruned.Config.HeadsOf)}");
            terminal.Out.WriteLine($"neurons    {Counts(pruned.Config, pruned.Config.NeuronsOf)}");
            ChangedModel.Print(whole, pruned, folder, terminal);
        });
        return command;
    }

    private static string Counts(BertConfig config, Func<int, int> of) => string.Join(" ", Enumerable.Range(0, config.NumHiddenLayers).Select(of));

    private static Dictionary<int, IReadOnlyList<int>> ReadHeads(string path)
    {
        if (!File.Exists(path))
            throw new EarlyBertException($"There is no file '{path}'; check the path.");
        try
        {
            return JsonSerializer.Deserialize<Dictionary<int, IReadOnlyList<int>>>(File.ReadAllText(path)) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{path}' is no list of heads ({fault.Message.TrimEnd('.')}); write JSON such as {{\"0\": [1, 3]}}.", fault);
        }
    }
}
