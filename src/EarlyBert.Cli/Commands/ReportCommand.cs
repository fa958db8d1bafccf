using System.CommandLine;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert report</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("report", "Make the report of a run anew, or compare several runs on one page.");
        var runs = new Argument<string[]>("runs") { Description = "Folders that trainings wrote with --out.", HelpName = "DIR", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "The page that compares several runs [default: comparison.html].", HelpName = "FILE" };
        command.Add(runs);
        command.Add(output);
        command.SetAction(parsed =>
        {
            var folders = parsed.GetRequiredValue(runs);
            var file = parsed.GetValue(output);
            if (folders.Length == 1)
            {
                if (file is not null)
                    throw new UsageException("--out names the page that compares several runs; a single run's report lies in its folder.");
                terminal.Out.WriteLine($"written: {RunReport.Write(folders[0])}, and its data in {RunFolder.ReportDataName}/ beside it");
                return;
            }

            file ??= "comparison.html";
            ComparisonReport.Write(folders, file);
            terminal.Out.WriteLine($"written: {file}, and its data in {Path.ChangeExtension(file, ".csv")}");
        });
        return command;
    }
}
