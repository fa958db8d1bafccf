using EarlyBert.Tasks;

namespace EarlyBert.Cli.Data;

/// <summary>What the columns are called in ML.NET: as in the file's header, or plainly when the file has none.</summary>
/// <param name="Text">First text.</param>
/// <param name="Pair">Second text; null for single texts.</param>
/// <param name="Label">Label.</param>
internal sealed record ColumnNames(string Text, string? Pair, string Label)
{
    /// <summary>The names of these columns; those asked for by index are called Text, TextPair and Label.</summary>
    public static ColumnNames Of(TextColumns columns) => new(
        Named(columns.Text, "Text"),
        columns.Pair is { } pair ? Named(pair, "TextPair") : null,
        Named(columns.Label, "Label"));

    private static string Named(string column, string plain) => column.All(char.IsAsciiDigit) ? plain : column;
}
