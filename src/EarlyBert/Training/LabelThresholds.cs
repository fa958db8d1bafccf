using System.Globalization;
using System.Text.Json.Serialization;

namespace EarlyBert.Training;

/// <summary>
/// From which probability on a row has a label, where rows have any number of labels: one number for all, one for each label, or those
/// that give each label the best F1 on the validation set. In text: <c>0.5</c>, <c>sports=0.4,politics=0.6</c>, <c>best-f1</c>.
/// </summary>
[JsonConverter(typeof(LabelThresholdsJson))]
public sealed class LabelThresholds
{
    private const string BestF1Name = "best-f1";

    private readonly double _same;

    private LabelThresholds(double same = 0.5, IReadOnlyDictionary<string, double>? byName = null) => (_same, ByName) = (same, byName);

    /// <summary>0.5 for every label.</summary>
    public static LabelThresholds Half { get; } = new();

    /// <summary>For each label the one with the best F1 on the validation set after training; 0.5 where the set does not have the label.</summary>
    public static LabelThresholds BestF1 { get; } = new();

    /// <summary>Explicit thresholds by label name; null for the others.</summary>
    public IReadOnlyDictionary<string, double>? ByName { get; }

    /// <summary>The same for every label.</summary>
    /// <param name="threshold">Above 0, below 1.</param>
    public static LabelThresholds Same(double threshold) => threshold == Half._same ? Half : new(threshold);

    /// <summary>Explicit thresholds.</summary>
    /// <param name="thresholds">One above 0, below 1 for every label.</param>
    public static LabelThresholds Of(IReadOnlyDictionary<string, double> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return new LabelThresholds(byName: new Dictionary<string, double>(thresholds, StringComparer.Ordinal));
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="EarlyBertException">The text is none of the three forms.</exception>
    public static LabelThresholds Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == BestF1Name)
            return BestF1;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var same))
            return Same(same);
        return NamedNumbers.TryParse(text) is { } thresholds
            ? new LabelThresholds(byName: thresholds)
            : throw new EarlyBertException($"'{text}' says no thresholds; write a probability such as 0.5, one for each label such as 'sports=0.4,politics=0.6', or '{BestF1Name}'.");
    }

    /// <summary>The text form.</summary>
    public override string ToString() => this == BestF1 ? BestF1Name : ByName is not null ? NamedNumbers.Format(ByName) : _same.ToString(CultureInfo.InvariantCulture);

    internal void Collect(List<string> faults)
    {
        foreach (var (name, threshold) in ByName?.Select(pair => ($"Thresholds of '{pair.Key}'", pair.Value)) ?? [("Thresholds", _same)])
            OptionChecks.Check(faults, threshold is > 0 and < 1, name, threshold, "above 0, below 1");
    }

    /// <summary>The thresholds in the labels' order; null: 0.5 for all.</summary>
    /// <exception cref="EarlyBertException">A name is no label, or a label has no threshold.</exception>
    internal float[]? For(IReadOnlyList<string> labelNames) =>
        ByName is not null ? NamedNumbers.InOrder(ByName, labelNames, "Thresholds") : _same == Half._same ? null : [.. labelNames.Select(_ => (float)_same)];
}
