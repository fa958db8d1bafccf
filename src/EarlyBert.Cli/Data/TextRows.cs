using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Data;

/// <summary>Rows as an ordinary data view of ML.NET, under the names of the user's columns.</summary>
internal static class TextRows
{
    /// <summary>Labelled rows; the label is its text.</summary>
    public static IDataView View(MLContext ml, LabelledTexts rows, IReadOnlyList<string> labelNames, ColumnNames names) => names.Pair is null
        ? ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, rows.Count).Select(row => new Single { Text = rows.Texts[row], Label = labelNames[rows.Labels[row]] }).ToArray(),
            Rename<Single>((nameof(Single.Text), names.Text), (nameof(Single.Label), names.Label)))
        : ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, rows.Count).Select(row => new Pair { Text = rows.Texts[row], TextPair = rows.Pairs![row], Label = labelNames[rows.Labels[row]] }).ToArray(),
            Rename<Pair>((nameof(Pair.Text), names.Text), (nameof(Pair.TextPair), names.Pair), (nameof(Pair.Label), names.Label)));

    /// <summary>The label names alone, in their order, to give a key that order.</summary>
    public static IDataView Names(MLContext ml, IReadOnlyList<string> labelNames) =>
        ml.Data.LoadFromEnumerable(labelNames.Select(name => new Name { Label = name }).ToArray());

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

    private sealed class Single
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Pair
    {
        public string Text { get; set; } = "";

        public string TextPair { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
