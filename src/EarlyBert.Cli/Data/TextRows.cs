using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Data;

/// <summary>Rows as an ordinary data view of ML.NET, under the names of the user's columns.</summary>
internal static class TextRows
{
    /// <summary>Labelled rows; the label is its text.</summary>
    public static IDataView View(MLContext ml, LabelledTexts rows, IReadOnlyList<string> labelNames, ColumnNames names) =>
        View(ml, rows.Texts, rows.Pairs, row => labelNames[rows.Labels[row]], names);

    /// <summary>Rows with their labels: texts or numbers.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="texts">First texts.</param>
    /// <param name="pairs">Second texts; null where the columns have none.</param>
    /// <param name="labelOf">The label of a row.</param>
    /// <param name="names">The columns.</param>
    public static IDataView View<TLabel>(MLContext ml, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, Func<int, TLabel> labelOf, ColumnNames names) => names.Pair is null
        ? ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, texts.Count).Select(row => new Single<TLabel> { Text = texts[row], Label = labelOf(row) }).ToArray(),
            Rename<Single<TLabel>>((nameof(Single<>.Text), names.Text), (nameof(Single<>.Label), names.Label)))
        : ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, texts.Count).Select(row => new Pair<TLabel> { Text = texts[row], TextPair = pairs![row], Label = labelOf(row) }).ToArray(),
            Rename<Pair<TLabel>>((nameof(Pair<>.Text), names.Text), (nameof(Pair<>.TextPair), names.Pair), (nameof(Pair<>.Label), names.Label)));

    /// <summary>Rows with any number of labels: a vector with 1 in the slots of a row's labels, which are the slots' names.</summary>
    public static IDataView View(MLContext ml, MultiLabelTexts rows, IReadOnlyList<string> labelNames, ColumnNames names)
    {
        var data = Enumerable.Range(0, rows.Count).Select(row => new Several { Text = rows.Texts[row], TextPair = rows.Pairs?[row] ?? "", Labels = Indicators(rows.Labels[row], labelNames.Count) }).ToArray();
        var schema = Rename<Several>((nameof(Several.Text), names.Text), (nameof(Several.TextPair), names.Pair ?? nameof(Several.TextPair)), (nameof(Several.Labels), names.Label));
        if (names.Pair is null)
            schema.Remove(schema.First(definition => definition.MemberName == nameof(Several.TextPair)));
        var label = schema.First(definition => definition.MemberName == nameof(Several.Labels));
        label.ColumnType = new VectorDataViewType(NumberDataViewType.Single, labelNames.Count);
        label.AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(labelNames.Count, [.. labelNames.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, labelNames.Count));
        return ml.Data.LoadFromEnumerable(data, schema);
    }

    /// <summary>The label names alone, in their order, to give a key that order.</summary>
    public static IDataView Names(MLContext ml, IReadOnlyList<string> labelNames) =>
        ml.Data.LoadFromEnumerable(labelNames.Select(name => new Name { Label = name }).ToArray());

    private static float[] Indicators(IReadOnlyList<int> labels, int count)
    {
        var indicators = new float[count];
        foreach (var label in labels)
            indicators[label] = 1;
        return indicators;
    }

    private static SchemaDefinition Rename<TRow>(params (string Member, string Column)[] names)
    {
        var schema = SchemaDefinition.Create(typeof(TRow));
        foreach (var (member, column) in names)
            schema.First(definition => definition.MemberName == member).ColumnName = column;
        return schema;
    }

    private sealed class Name
    {
        public string Label { get; set; } = "";
    }

    private sealed class Several
    {
        public string Text { get; set; } = "";

        public string TextPair { get; set; } = "";

        public float[] Labels { get; set; } = [];
    }

    private sealed class Single<TLabel>
    {
        public string Text { get; set; } = "";

        public TLabel? Label { get; set; }
    }

    private sealed class Pair<TLabel>
    {
        public string Text { get; set; } = "";

        public string TextPair { get; set; } = "";

        public TLabel? Label { get; set; }
    }
}
