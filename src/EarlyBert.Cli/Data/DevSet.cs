namespace EarlyBert.Cli.Data;

/// <summary>Rows that a saved model is scored on.</summary>
/// <param name="Name">The task's name, or the file's without extension.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Score">Scores the model on them.</param>
internal sealed record DevSet(string Name, int Rows, Func<IReadOnlyDictionary<string, double>> Score);
