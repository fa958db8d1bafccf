using System.CommandLine;
using EarlyBert.Cli.Doctor;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("doctor", "Look at the environment, and at a data file, model, ticket or folder: what it is, and what is wrong with it.");
        var path = new Argument<string?>("path") { Description = "A file or folder.", Arity = ArgumentArity.ZeroOrOne };
        var text = new Option<string?>("--text") { Description = "For a table: column of the text [default: the one with the longest fields].", HelpName = "COLUMN" };
        var pair = new Option<string?>("--text-pair") { Description = "For a table: column of a second text.", HelpName = "COLUMN" };
        var label = new Option<string?>("--label") { Description = "For a table: column of the label [default: one with few values].", HelpName = "COLUMN" };
        var maxTokens = new Option<int?>("--max-tokens") { Description = $"For data: longest input in word pieces [default: {DoctorOptions.DefaultMaxTokens}].", HelpName = "N" };
        command.Add(path);
        foreach (var option in new Option[] { text, pair, label, maxTokens })
            command.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(path) is not { } subject)
            {
                EnvironmentCheck.Write(terminal.Out);
                return ExitCode.Done;
            }

            var findings = new PathCheck(new DoctorOptions(parsed.GetValue(text), parsed.GetValue(label), parsed.GetValue(pair), parsed.GetValue(maxTokens) ?? DoctorOptions.DefaultMaxTokens)).Look(subject);
            foreach (var finding in findings)
                terminal.Out.WriteLine($"{finding.Kind,-6} {finding.Sentence}");
            return findings.Any(finding => finding.IsFault) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}
