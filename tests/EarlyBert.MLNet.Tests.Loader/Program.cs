using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

// Loads a model that another process saved, with nothing but ML.NET's own Load: no type of EarlyBert.MLNet is named here.
// Arguments: the model, then texts. Prints one line a text: its predicted label, or its labels with + between (or none), and its scores;
// of a regressor its score. Where the model answers questions, the texts are a context and a question: one line an answer, with its score.
var mlContext = new MLContext();
var model = mlContext.Model.Load(args[0], out var inputSchema);
Console.WriteLine($"input: {string.Join(",", inputSchema.Select(column => column.Name))}");
if (inputSchema.GetColumnOrNull("Question") is not null)
{
    var answered = model.Transform(mlContext.Data.LoadFromEnumerable([new Asked { Context = args[1], Question = args[2] }]));
    foreach (var (answer, score) in answered.GetColumn<string[]>("Answer").Single().Zip(answered.GetColumn<float[]>("Score").Single()))
        Console.WriteLine($"{answer}\t{score.ToString("R", CultureInfo.InvariantCulture)}");
    return;
}

var rows = mlContext.Data.LoadFromEnumerable(args.Skip(1).Select(text => new Row { Text = text }));
var view = model.Transform(rows);
if (view.Schema.GetColumnOrNull("PredictedLabel") is null)
{
    foreach (var score in view.GetColumn<float>("Score"))
        Console.WriteLine(score.ToString("R", CultureInfo.InvariantCulture));
    return;
}

if (view.Schema["PredictedLabel"].Type is VectorDataViewType)
{
    VBuffer<ReadOnlyMemory<char>> names = default;
    view.Schema["PredictedLabel"].GetSlotNames(ref names);
    foreach (var (labels, scores) in view.GetColumn<bool[]>("PredictedLabel").Zip(view.GetColumn<float[]>("Score")))
        Console.WriteLine($"{string.Join("+", names.DenseValues().Where((_, slot) => labels[slot]).DefaultIfEmpty("none".AsMemory()))}\t{string.Join(" ", scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture)))}");
    return;
}

foreach (var scored in mlContext.Data.CreateEnumerable<Scored>(view, reuseRowObject: false))
    Console.WriteLine($"{scored.PredictedLabel}\t{string.Join(" ", scored.Score.Select(score => score.ToString("R", CultureInfo.InvariantCulture)))}");

internal sealed class Row
{
    public string Label { get; set; } = "";

    public string Text { get; set; } = "";
}

internal sealed class Asked
{
    public string Context { get; set; } = "";

    public string Question { get; set; } = "";
}

internal sealed class Scored
{
    public string PredictedLabel { get; set; } = "";

    [VectorType]
    public float[] Score { get; set; } = [];
}
