using EarlyBert.Cli.Models;

namespace EarlyBert.Cli.Data;

/// <summary>Labelled rows that a saved model is scored on.</summary>
/// <param name="Name">The GLUE task's name, or the file's without extension.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Score">Metrics of the model on them.</param>
internal sealed record DevSet(string Name, int Rows, Func<TrainedModel, IReadOnlyDictionary<string, double>> Score);
