using System.Text.Json.Serialization;

namespace EarlyBert.Training;

/// <summary>
/// How much the rows of each class count in the loss, so that rare classes are not drowned. In text: <c>none</c>, <c>balanced</c>, or
/// <c>spam=5,ham=1</c>. With one class a row these are the <c>weight</c> of torch's cross-entropy, whose mean is weighted too; with several labels a row
/// the <c>pos_weight</c> of its binary cross-entropy.
/// </summary>
[JsonConverter(typeof(ClassWeightsJson))]
public sealed class ClassWeights
{
    private const double Largest = 1e6;

    private ClassWeights(IReadOnlyDictionary<string, double>? byName) => ByName = byName;

    /// <summary>Every row counts alike.</summary>
    public static ClassWeights None { get; } = new(null);

    /// <summary>
    /// A class counts n / (k · its rows), with n rows and k classes that occur (scikit-learn's <c>class_weight="balanced"</c>); with several labels a row,
    /// a label's presence counts its absences / its presences.
    /// </summary>
    public static ClassWeights Balanced { get; } = new(null);

    /// <summary>Explicit weights by label name; null for the other two.</summary>
    public IReadOnlyDictionary<string, double>? ByName { get; }

    /// <summary>Explicit weights.</summary>
    /// <param name="weights">A weight above 0 for every label.</param>
    public static ClassWeights Of(IReadOnlyDictionary<string, double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new ClassWeights(new Dictionary<string, double>(weights, StringComparer.Ordinal));
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="EarlyBertException">The text is none of the three forms.</exception>
    public static ClassWeights Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "none" => None,
            "balanced" => Balanced,
            _ => NamedNumbers.TryParse(text) is { } weights
                ? new ClassWeights(weights)
                : throw new EarlyBertException($"'{text}' says no class weights; write 'none', 'balanced', or a number for each label such as 'spam=5,ham=1'."),
        };
    }

    /// <summary>The text form.</summary>
    public override string ToString() => ByName is not null ? NamedNumbers.Format(ByName) : this == Balanced ? "balanced" : "none";

    internal void Collect(List<string> faults)
    {
        foreach (var (name, weight) in ByName ?? new Dictionary<string, double>())
            OptionChecks.Check(faults, weight is > 0 and <= Largest, $"Train.ClassWeights of '{name}'", weight, $"above 0, at most {Largest:0}");
    }

    /// <summary>The weights in the labels' order; null: all alike.</summary>
    /// <param name="labelNames">The labels.</param>
    /// <param name="counts">Training rows that have each.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="severalLabels">A row may have several labels.</param>
    /// <exception cref="EarlyBertException">A name is no label, or a label has no weight.</exception>
    internal float[]? For(IReadOnlyList<string> labelNames, IReadOnlyList<int> counts, int rows, bool severalLabels)
    {
        if (ByName is not null)
            return NamedNumbers.InOrder(ByName, labelNames, "Train.ClassWeights");
        if (this != Balanced)
            return null;
        var classes = counts.Count(count => count > 0);
        // A label that no row has, or every row has, has nothing to be balanced with.
        return [.. counts.Select(count => count == 0 || (severalLabels && count == rows) ? 1 : severalLabels ? (float)(rows - count) / count : rows / ((float)classes * count))];
    }
}
