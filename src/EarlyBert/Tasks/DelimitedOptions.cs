namespace EarlyBert.Tasks;

/// <summary>How a table in a text file is written. What is null follows from the file or from the columns asked for.</summary>
public sealed record DelimitedOptions
{
    /// <summary>The sign between fields, ASCII. Null: a comma for files that end in <c>.csv</c>, a tab for all others.</summary>
    public char? Separator { get; init; }

    /// <summary>
    /// Whether fields may stand in double quotes, as RFC 4180 says: the separator, line ends and doubled quotes then belong to the text.
    /// Null: yes for commas, no for tabs (GLUE's files hold quotes that are plain text).
    /// </summary>
    public bool? Quoted { get; init; }

    /// <summary>Whether the first row holds the columns' names. Null: yes if any column is asked for by name, no if all are indices.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Pass over rows with too few fields, and count them, in the place of refusing the file. Default: false.</summary>
    public bool SkipShortRows { get; init; }
}
