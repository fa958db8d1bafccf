using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EarlyBert.Cli.Commands;

namespace EarlyBert.Cli;

/// <summary>The command line in one call, the same for the process and for tests.</summary>
internal static class App
{
    /// <summary>Parses and runs one command.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        var root = new RootCommand("EarlyBERT for .NET: train BERT by early-bird ticket, about half the price of the dense network.")
        {
            DemoCommand.Create(terminal),
            FineTuneCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            PredictCommand.Create(terminal),
            TicketCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        var parsed = root.Parse(args);
        if (parsed.Action is not (HelpAction or ParseErrorAction or null) || parsed.Action is null && parsed.Errors.Count == 0)
            return Guard(parsed, terminal);
        if (parsed.Action is HelpAction)
            return parsed.Invoke(Streams(terminal));
        foreach (var error in parsed.Errors)
            terminal.Error.WriteLine(error.Message);
        terminal.Error.WriteLine($"See '{CommandPath(parsed.CommandResult.Command)} --help'.");
        return ExitCode.WrongUsage;
    }

    private static int Guard(ParseResult parsed, Terminal terminal)
    {
        try
        {
            return parsed.Invoke(Streams(terminal));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("Cancelled; what was already saved is still there.");
            return ExitCode.Cancelled;
        }
        catch (UsageException fault)
        {
            terminal.Error.WriteLine(fault.Message);
            terminal.Error.WriteLine($"See '{CommandPath(parsed.CommandResult.Command)} --help'.");
            return ExitCode.WrongUsage;
        }
        catch (Exception fault) when (ExpectedFault(fault) is { } expected)
        {
            terminal.Error.WriteLine(expected.Message);
            return ExitCode.Failed;
        }
        catch (Exception fault)
        {
            terminal.Error.WriteLine("This should not happen; please report it with the lines below.");
            terminal.Error.WriteLine(fault);
            return ExitCode.Failed;
        }
    }

    /// <summary>The fault whose message is meant for people; ML.NET wraps ours in its own.</summary>
    private static Exception? ExpectedFault(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is EarlyBertException or IOException or UnauthorizedAccessException)
                return fault;
        }

        return null;
    }

    private static InvocationConfiguration Streams(Terminal terminal) => new()
    {
        Output = terminal.Out,
        Error = terminal.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null, // Program.cs turns Ctrl-C into the cancellation token.
    };

    private static string CommandPath(Command command)
    {
        var names = new List<string>();
        for (var at = command; at is not null and not RootCommand; at = at.Parents.OfType<Command>().FirstOrDefault())
            names.Insert(0, at.Name);
        return string.Join(' ', names.Prepend("earlybert"));
    }
}
