using Microsoft.ML;
using Microsoft.ML.Data;

// dotnet run --project samples/Sentiment.Console -c Release -- train.tsv sentiment.zip "A film that knows what it wants."
var ml = new MLContext(seed: 42);
if (!File.Exists(args[1]))
{
    var train = ml.Data.LoadFromTextFile<Review>(args[0], hasHeader: true);
    var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
        .Append(ml.Transforms.EarlyBertClassifier("Label", "Sentence"))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    ml.Model.Save(pipeline.Fit(train), train.Schema, args[1]);
}

var engine = ml.Model.CreatePredictionEngine<Review, Prediction>(ml.Model.Load(args[1], out _));
foreach (var text in args.Skip(2))
{
    var prediction = engine.Predict(new Review { Sentence = text });
    Console.WriteLine($"{prediction.PredictedLabel}  {prediction.Score.Max():0.00}  {text}");
}

internal sealed class Review
{
    [LoadColumn(0)]
    public string Sentence { get; set; } = "";

    [LoadColumn(1)]
    public string Label { get; set; } = "";
}

internal sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
