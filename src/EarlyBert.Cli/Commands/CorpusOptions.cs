using System.CommandLine;

namespace EarlyBert.Cli.Commands;

/// <summary>Options of the commands that read plain text.</summary>
internal static class CorpusOptions
{
    /// <summary><c>--text FILES</c>.</summary>
    public static Option<string[]> Text() => new("--text")
    {
        Description = "Text files (.txt, .gz, .xz): a paragraph a line, a blank line between documents.",
        HelpName = "FILES",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary><c>--cased</c>.</summary>
    public static Option<bool> Cased() => new("--cased") { Description = "Do not lower-case texts." };
}
