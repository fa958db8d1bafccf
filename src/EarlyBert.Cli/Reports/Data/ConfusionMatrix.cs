using System.Globalization;

namespace EarlyBert.Cli.Reports.Data;

/// <summary>How often each class was taken for each: [true class][predicted class].</summary>
internal sealed class ConfusionMatrix
{
    /// <param name="rows">Classified rows.</param>
    /// <param name="order">Class names in the model's order; classes that are not among them follow in the order of their names.</param>
    public ConfusionMatrix(IReadOnlyList<ClassPrediction> rows, IReadOnlyList<string> order)
    {
        var there = rows.SelectMany(row => new[] { row.Label, row.Predicted }).ToHashSet();
        Labels = [.. order.Where(there.Contains), .. there.Except(order).OrderBy(Natural).ThenBy(label => label, StringComparer.Ordinal)];
        var index = Labels.Index().ToDictionary(label => label.Item, label => label.Index);
        Counts = [.. Labels.Select(_ => new int[Labels.Count])];
        foreach (var row in rows)
            Counts[index[row.Label]][index[row.Predicted]]++;
    }

    /// <summary>The classes that occur.</summary>
    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyList<int[]> Counts { get; }

    /// <summary>Rows of a true class.</summary>
    public int Rows(int label) => Counts[label].Sum();

    /// <summary>Rows that were taken for a class.</summary>
    public int Claimed(int label) => Counts.Sum(row => row[label]);

    public double Precision(int label) => Share(Counts[label][label], Claimed(label));

    public double Recall(int label) => Share(Counts[label][label], Rows(label));

    public double F1(int label) => Share(2 * Counts[label][label], Rows(label) + Claimed(label));

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    /// <summary>Numbers in the order of their values, before all words.</summary>
    private static double Natural(string label) => double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.PositiveInfinity;
}
