using System.CommandLine.Parsing;

namespace EarlyBert.Cli.Commands;

/// <summary>Options that take one of a few words.</summary>
internal static class Choices
{
    /// <summary>Reads one of the words, in any case.</summary>
    public static Func<ArgumentResult, T> Parser<T>(params (string Word, T Value)[] choices) => result =>
    {
        var word = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        foreach (var choice in choices)
        {
            if (choice.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
                return choice.Value;
        }

        var option = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
        result.AddError($"{option} is '{word}'; it can be {string.Join(", ", choices.Select(choice => choice.Word))}.");
        return default!;
    };
}
