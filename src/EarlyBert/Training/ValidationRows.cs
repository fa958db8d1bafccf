using EarlyBert.Bert;
using EarlyBert.Text;

namespace EarlyBert.Training;

/// <summary>Validation rows, tokenised, and how a model is scored on them.</summary>
/// <param name="Store">The rows.</param>
/// <param name="Metrics">Names of what it is scored by, the main score first; each is better when higher.</param>
/// <param name="Score">Metrics of a model, which reads the rows from the source.</param>
internal sealed record ValidationRows(TokenStore Store, IReadOnlyList<string> Metrics, Func<BertForTask, BatchSource, IReadOnlyDictionary<string, double>> Score);
