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
        command.Add(path);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(path) is not { } subject)
            {
                EnvironmentCheck.Write(terminal.Out);
                return ExitCode.Done;
            }

            var findings = PathCheck.Look(subject);
            foreach (var finding in findings)
                terminal.Out.WriteLine($"{(finding.IsFault ? "wrong" : "fine "),-6} {finding.Sentence}");
            return findings.Any(finding => finding.IsFault) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}
