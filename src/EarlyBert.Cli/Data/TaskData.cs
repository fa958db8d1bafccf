namespace EarlyBert.Cli.Data;

/// <summary>The data of a classification task.</summary>
internal sealed record TaskData
{
    /// <summary>The GLUE task's name, or the training file's without extension.</summary>
    public required string Name { get; init; }

    public required ColumnNames Columns { get; init; }

    /// <summary>Class names in the order of the class indices.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>What the task is scored by first; null: the library's choice.</summary>
    public string? MainMetric { get; init; }

    public required LabelledTexts Train { get; init; }

    /// <summary>Rows held out; null: none.</summary>
    public LabelledTexts? Dev { get; init; }

    /// <summary>MNLI's second validation set, of other genres; null: the task has none.</summary>
    public LabelledTexts? Mismatched { get; init; }
}
