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
        // Not a RootCommand: that one would take the assembly's name.
        var root = new Command("earlybert", "EarlyBERT for .NET: train BERT by early-bird ticket, at about half the price of the dense network.")
        {
            new HelpOption(),
            new VersionOption(),
            DemoCommand.Create(terminal),
            FineTuneCommand.Create(terminal),
            PretrainCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            PredictCommand.Create(terminal),
            SubmitCommand.Create(terminal),
            TicketCommand.Create(terminal),
            SweepCommand.Create(terminal),
            ReproduceCommand.Create(terminal),
            ReportCommand.Create(terminal),
            PruneCommand.Create(terminal),
            StackCommand.Create(terminal),
            VocabCommand.Create(terminal),
            ConvertCommand.Create(terminal),
            DownloadCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        var parsed = root.Parse(args);
        if (parsed.Action is not ParseErrorAction)
            return Guard(parsed, terminal);
        foreach (var error in parsed.Errors)
            terminal.Error.WriteLine(error.Message);
        return WrongUsage(parsed, terminal);
    }

    private static int Guard(ParseResult parsed, Terminal terminal)
    {
        try
        {
            return parsed.Invoke(Streams(terminal));
        }
        catch (Exception fault) when (Chain(fault).Any(cause => cause is OperationCanceledException))
        {
            terminal.Error.WriteLine("Cancelled; what was already saved is still there.");
            return ExitCode.Cancelled;
        }
        catch (UsageException fault)
        {
            terminal.Error.WriteLine(fault.Message);
            return WrongUsage(parsed, terminal);
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
    private static Exception? ExpectedFault(Exception fault) => Chain(fault).FirstOrDefault(cause => cause is EarlyBertException or IOException or UnauthorizedAccessException);

    private static IEnumerable<Exception> Chain(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
            yield return fault;
    }

    private static InvocationConfiguration Streams(Terminal terminal) => new()
    {
        Output = terminal.Out,
        Error = terminal.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null, // Program.cs turns Ctrl-C into the cancellation token.
    };

    private static int WrongUsage(ParseResult parsed, Terminal terminal)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult.Command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
            names.Insert(0, at.Name);
        terminal.Error.WriteLine($"See '{string.Join(' ', names)} --help'.");
        return ExitCode.WrongUsage;
    }
}
