using EarlyBert.Tasks;

namespace EarlyBert.Cli.Data;

/// <summary>The data of a regression task.</summary>
internal sealed record ScoreData
{
    /// <summary>The GLUE task's name, or the training file's without extension.</summary>
    public required string Name { get; init; }

    public required ColumnNames Columns { get; init; }

    public required ScoredTexts Train { get; init; }

    /// <summary>Rows held out; null: none.</summary>
    public ScoredTexts? Dev { get; init; }
}
