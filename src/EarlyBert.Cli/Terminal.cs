using Spectre.Console;

namespace EarlyBert.Cli;

/// <summary>Where a command reads and writes, and how it learns of Ctrl-C.</summary>
internal sealed class Terminal
{
    /// <summary>Columns of tables when nobody says how wide the output is.</summary>
    private const int PlainWidth = 120;

    public Terminal(TextWriter output, TextWriter error, TextReader input, bool isInteractive, CancellationToken cancellation)
    {
        Out = output;
        Error = error;
        In = input;
        IsInteractive = isInteractive;
        Cancellation = cancellation;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!isInteractive)
            Console.Profile.Width = PlainWidth;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public TextReader In { get; }

    /// <summary>A person watches: progress bars instead of lines.</summary>
    public bool IsInteractive { get; }

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Tables and progress bars on <see cref="Out"/>.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>A warning, on standard error.</summary>
    public void Warn(string sentence) => Error.WriteLine($"warning: {sentence}");
}
