using EarlyBert.Cli.Output;
using EarlyBert.Display;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Reports.Data;

/// <summary>A run's numbers as tables: behind each chart, and as CSV files beside the report.</summary>
internal static class RunTables
{
    /// <summary>A row a logged step; null: there is none.</summary>
    public static DataTable? Curves(RunData run) => OrNull(new DataTable(
        "Logged steps",
        ["step", "stage", "phase", "step of the stage", "epoch", "loss", "learning rate", "gradient norm", "examples/s", "tokens/s", "seconds"],
        [.. run.Curves.Stages.SelectMany(stage => stage.Lines.Select(line => Row(
            stage.First + line.Step, stage.Stage.ToString().ToLowerInvariant(), stage.Phase, line.Step, line.Epoch, line.Loss, line.LearningRate, line.GradientNorm, line.ExamplesPerSecond, line.TokensPerSecond, line.Seconds)))]));

    /// <summary>A row an evaluation; null: there is none.</summary>
    public static DataTable? Evaluations(RunData run)
    {
        var names = run.Curves.Evaluations.SelectMany(evaluation => evaluation.Metrics.Keys).Distinct().ToArray();
        return OrNull(new DataTable(
            "Evaluations on the validation set",
            ["step", .. names],
            [.. run.Curves.Evaluations.Select(evaluation => Row([evaluation.Step, .. names.Select(name => (object?)(evaluation.Metrics.TryGetValue(name, out var value) ? value : null))]))]));
    }

    /// <summary>The distance of each recorded mask to the one before; null: nothing was recorded.</summary>
    public static DataTable? Trace(RunData run) => OrNull(new DataTable(
        "Distance of each mask to the one before",
        ["step", "heads", "neurons", "coefficients still tied"],
        [.. DistanceTrace(run).Select(point => Row(point.Step, point.Heads, point.Neurons, point.Tied ? "yes" : "no"))]));

    /// <summary>The distances of all pairs of masks.</summary>
    /// <param name="summary">The recorded search.</param>
    /// <param name="units">Its heads or its neurons.</param>
    /// <param name="name">What they are called.</param>
    public static DataTable Distances(SearchSummary summary, SearchSummary.Units units, string name) => new(
        $"Distance between the masks of {name} after so many steps",
        ["step", .. summary.Steps.Select(step => DataTable.Number(step))],
        [.. units.MaskDistances.Select((distances, moment) => Row([summary.Steps[moment], .. distances.Cast<object?>()]))]);

    /// <summary>What the ticket keeps, layer by layer; null: there is none.</summary>
    public static DataTable? Ticket(RunData run) => run.Ticket is not { } ticket ? null : new DataTable(
        "What the ticket keeps",
        ["layer", "heads kept", "of heads", "neurons kept", "of neurons", "kept heads"],
        [.. Enumerable.Range(0, ticket.Layers).Select(layer => Row(
            layer, ticket.KeptHeads[layer].Count, ticket.Heads, ticket.KeptNeurons[layer].Count, ticket.Neurons, string.Join(' ', ticket.KeptHeads[layer])))]);

    /// <summary>Every unit of the ticket's model and whether it stays, for programs; null: there is no ticket.</summary>
    public static DataTable? TicketUnits(RunData run) => run.Ticket is not { } ticket ? null : new DataTable(
        "Units of the ticket",
        ["layer", "unit", "index", "kept"],
        [.. Enumerable.Range(0, ticket.Layers).SelectMany(layer => Units(layer, "head", ticket.Heads, ticket.KeptHeads[layer]).Concat(Units(layer, "neuron", ticket.Neurons, ticket.KeptNeurons[layer])))]);

    /// <summary>The spread of the coefficients at the draw, layer by layer; null: nothing was recorded.</summary>
    public static DataTable? Coefficients(RunData run)
    {
        if (run.Summary is not { } summary)
            return null;
        string[] levels = [.. summary.QuantileLevels.Select(level => FormattableString.Invariant($"{100 * level:0} %"))];
        return new DataTable(
            "Quantiles of the coefficients when the search ended",
            ["layer", "unit", .. levels],
            [.. new[] { ("heads", summary.Heads), ("neurons", summary.Neurons) }.SelectMany(units =>
                units.Item2.Quantiles[^1].Select((quantiles, layer) => Row([layer, units.Item1, .. quantiles.Cast<object?>()])))]);
    }

    /// <summary>True classes by predicted ones.</summary>
    public static DataTable Confusion(ConfusionMatrix matrix) => new(
        "Rows by true class (down) and predicted class (across)",
        ["true class", .. matrix.Labels, "precision", "recall", "F1"],
        [.. matrix.Labels.Select((label, row) => Row([label, .. matrix.Counts[row].Cast<object?>(), matrix.Precision(row), matrix.Recall(row), matrix.F1(row)]))]);

    /// <summary>A row a label, for texts with any number of them.</summary>
    /// <param name="rows">What the model said.</param>
    /// <param name="order">Label names in the model's order; others follow in the order of their names.</param>
    public static DataTable Labels(IReadOnlyList<LabelsPrediction> rows, IReadOnlyList<string> order)
    {
        var there = rows.SelectMany(row => row.Labels).CountBy(label => label).ToDictionary();
        var said = rows.SelectMany(row => row.Predicted).CountBy(label => label).ToDictionary();
        var right = rows.SelectMany(row => row.Labels.Intersect(row.Predicted)).CountBy(label => label).ToDictionary();
        return new DataTable(
            "Labels",
            ["label", "rows", "predicted", "right", "precision", "recall", "F1"],
            [.. order.Concat(there.Keys.Concat(said.Keys).Distinct().Except(order).Order(StringComparer.Ordinal)).Select(label =>
            {
                var (rowsOf, claimed, hits) = (there.GetValueOrDefault(label), said.GetValueOrDefault(label), right.GetValueOrDefault(label));
                return Row(label, rowsOf, claimed, hits, Share(hits, claimed), Share(hits, rowsOf), Share(2 * hits, rowsOf + claimed));
            })]);

        static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
    }

    /// <summary>The mask distances of a run, from its search or else its ticket.</summary>
    public static IReadOnlyList<MaskDistancePoint> DistanceTrace(RunData run) => run.Summary?.DistanceTrace ?? run.Ticket?.DistanceTrace ?? [];

    private static IEnumerable<IReadOnlyList<string>> Units(int layer, string unit, int count, IReadOnlyList<int> kept)
    {
        var stays = kept.ToHashSet();
        return Enumerable.Range(0, count).Select(index => Row(layer, unit, index, stays.Contains(index) ? 1 : 0));
    }

    private static string[] Row(params object?[] cells) => Array.ConvertAll(cells, cell => cell switch
    {
        null => "",
        double value => DataTable.Number(value),
        IFormattable value => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => cell.ToString()!,
    });

    private static DataTable? OrNull(DataTable table) => table.Rows.Count == 0 ? null : table;
}
