using System.CommandLine;
using System.Globalization;
using EarlyBert.Cli.Reproduce;
using EarlyBert.Pretraining;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert reproduce</c>.</summary>
internal static class ReproduceCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("reproduce", "Run the grid behind one of the paper's tables, and write the table with the paper's numbers beside ours.");
        var table = new Option<int>("--table") { Description = "1: heads or neurons alone; 2: the main result; 3: penalty and ratios; 4: pre-training; 5: time by ratios; 6: a long search; 7: matched compute.", HelpName = "N", Required = true };
        var scale = new Option<string?>("--scale") { Description = "small: the model that comes with this program; paper: BERT-base or -large with the paper's settings [default: small].", HelpName = "small|paper", CustomParser = Choices.Parser<string?>(("small", "small"), ("paper", "paper")) };
        var size = new Option<string?>("--size") { Description = "Whose numbers of the paper stand beside, and which model the paper's scale takes: base or large [default: base].", HelpName = "base|large", CustomParser = Choices.Parser<string?>(("base", "base"), ("large", "large")) };
        var pretrained = new Option<string?>("--pretrained") { Description = "Folder or fetched name of another model to start from.", HelpName = "DIR" };
        var tasks = new Option<string[]>("--tasks") { Description = "Columns, such as sst2 mrpc squad [default: the table's].", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var rows = new Option<string[]>("--rows") { Description = "Rows by the names of their folders, such as early-bird random; the dense network is always among them [default: the table's].", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var seeds = new Option<int>("--seeds") { Description = "Runs of each cell [default: 3].", HelpName = "N", DefaultValueFactory = _ => 3 };
        var times = new Option<double>("--epochs-times") { Description = "Train this many times the paper's epochs, which are 3 for the dense network and 2 for a ticket [default: 1].", HelpName = "X", DefaultValueFactory = _ => 1 };
        var ticketEpochs = new Option<string?>("--ticket-epochs") { Description = "A ticket's epochs as a share of the dense network's, on every task, such as 2/3 or 0.5 [default: the paper's, 2/3 on GLUE and as many on SQuAD].", HelpName = "SHARE" };
        var keepBest = new Option<bool>("--keep-best") { Description = "Of every run, keep the weights of the epoch that scores best, not the last step's." };
        var drawAt = new Option<string?>("--draw-at") { Description = "When tickets are drawn: a share of the first epoch, step:400, or stable:0.1,5 [default: 0.2, as in the paper].", HelpName = "WHEN" };
        var data = new Option<string>("--data") { Description = "GLUE's folder, or one that holds glue and squad.", HelpName = "DIR", Required = true };
        var squad = new Option<string?>("--squad") { Description = "SQuAD's folder, or a file to split by article [default: looked for in --data].", HelpName = "PATH" };
        var text = new Option<string[]>("--text") { Description = "Table 4: text to pre-train on.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var recipe = new Option<string?>("--recipe") { Description = $"Table 4: how to pre-train: {string.Join(", ", PretrainingOptions.Recipes)} [default: mini at small scale, the paper's at the paper's].", HelpName = "NAME" };
        var output = new Option<string>("--out") { Description = "Folder of runs and tables; a call goes on where the last was stopped, and several may share it.", HelpName = "DIR", Required = true };
        var clock = new Option<string?>("--time") { Description = "Whole runs are timed by the wall's clock or the processor's, which other work on the machine disturbs less [default: wall].", HelpName = "wall|processor", CustomParser = Choices.Parser<string?>(("wall", "wall"), ("processor", "processor")) };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what it would cost, and stop." };
        var device = new DeviceOptions();
        foreach (var option in new Option[] { table, scale, size, pretrained, tasks, rows, seeds, times, ticketEpochs, keepBest, drawAt, data, squad, text, recipe, output, clock, dryRun })
            command.Add(option);
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            var chosen = PaperTable.All.FirstOrDefault(known => known.Number == parsed.GetRequiredValue(table))
                ?? throw new UsageException($"--table is {parsed.GetRequiredValue(table)}; it can be {PaperTable.All[0].Number} to {PaperTable.All[^1].Number}.");
            if (parsed.GetValue(rows) is { Length: > 0 } keys)
                chosen = chosen.Only(keys);
            if (parsed.GetValue(seeds) is < 1 or > 1000)
                throw new UsageException($"--seeds is {parsed.GetValue(seeds)}; it can be 1 to 1000.");
            if (parsed.GetValue(times) is not (> 0 and <= 1000))
                throw new UsageException($"--epochs-times is {parsed.GetValue(times)}; it can be above 0, up to 1000.");
            DrawSchedule? schedule = null;
            if (parsed.GetValue(drawAt) is { } when)
                Usage.Check(() => schedule = DrawSchedule.Parse(when));
            var (name, ofSize) = (parsed.GetValue(scale) ?? "small", parsed.GetValue(size) ?? "base");
            var atScale = new Scale(name, ofSize, parsed.GetValue(pretrained) ?? (name == "paper" ? $"bert-{ofSize}-uncased" : null));
            var request = new GridRequest
            {
                Scale = atScale,
                Tasks = parsed.GetValue(tasks) ?? [],
                Seeds = parsed.GetValue(seeds),
                EpochsTimes = parsed.GetValue(times),
                TicketEpochs = parsed.GetValue(ticketEpochs) is { } share ? ShareOf(share) : null,
                KeepBest = parsed.GetValue(keepBest),
                DrawAt = schedule,
                Data = parsed.GetRequiredValue(data),
                Squad = parsed.GetValue(squad),
                Text = parsed.GetValue(text) ?? [],
                Recipe = parsed.GetValue(recipe) ?? atScale.Recipe,
                Out = parsed.GetRequiredValue(output),
                ByProcessor = parsed.GetValue(clock) == "processor",
                Threads = device.Threads(parsed),
                Gpu = device.Gpu(parsed),
                FallbackToCpu = device.FallbackToCpu(parsed),
            };
            var grid = new Grid(request, terminal);
            if (parsed.GetValue(dryRun))
                GridPlan.Print(grid, request, chosen, terminal);
            else
                grid.Run(chosen);
        });
        return command;
    }

    /// <summary>A share of epochs, written as <c>2/3</c> or <c>0.5</c>.</summary>
    private static double ShareOf(string text)
    {
        var numbers = Array.ConvertAll(text.Split('/'), part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
        var share = numbers switch { [var whole] => whole, [var above, var below] => above / below, _ => double.NaN };
        return share is > 0 and <= 100 ? share : throw new UsageException($"--ticket-epochs is '{text}'; it can be a fraction such as 2/3 or a number such as 0.5, above 0, up to 100.");
    }
}
