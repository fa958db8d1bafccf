#:project ../src/EarlyBert.MLNet/EarlyBert.MLNet.csproj

// %% [markdown]
// # Your first classifier in five minutes
//
// A BERT that tells good film reviews from bad ones, trained on a laptop's processor. EarlyBERT searches for an *early-bird ticket*: it trains the
// whole network for a fifth of an epoch, keeps the attention heads and neurons that turn out to matter, cuts the rest out, goes back to the initial
// weights and trains the small network. In ML.NET that is one line of a pipeline.

// %%
using System.IO;
using System.IO.Compression;
using System.Net.Http;
using EarlyBert;
using EarlyBert.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

// %% [markdown]
// ## The data
//
// SST-2, sentences of film reviews with a label, from the GLUE benchmark. It is fetched once (7 MB) unless `EARLYBERT_DATA` names a folder that has it.
// `rows` is how many sentences we train on; there are 67,349.

// %%
var data = Environment.GetEnvironmentVariable("EARLYBERT_DATA") ?? "data";
var rows = int.Parse(Environment.GetEnvironmentVariable("EARLYBERT_ROWS") ?? "20000");
if (!Directory.Exists($"{data}/glue/SST-2"))
{
    using var http = new HttpClient();
    ZipFile.ExtractToDirectory(new MemoryStream(await http.GetByteArrayAsync("https://dl.fbaipublicfiles.com/glue/data/SST-2.zip")), $"{data}/glue");
}

var ml = new MLContext(seed: 42);
var train = ml.Data.TakeRows(ml.Data.LoadFromTextFile<Review>($"{data}/glue/SST-2/train.tsv", hasHeader: true), rows);
var dev = ml.Data.LoadFromTextFile<Review>($"{data}/glue/SST-2/dev.tsv", hasHeader: true);
display(train.ToTable(rows: 5));

// %% [markdown]
// ## Train
//
// `EarlyBertClassifier` starts from a small English BERT that comes with the library. Name a folder with `pretrained:` to start from another one.

// %%
var progress = display(new TrainingProgress { Stage = TrainingStage.Prepare });
var options = new EarlyBertClassifierOptions { TextColumnName = "Sentence", Progress = new Progress<TrainingProgress>(report => progress.Update(report)) };
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.EarlyBertClassifier(options))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
var model = pipeline.Fit(train);

// %% [markdown]
// ## What came out
//
// The training, stage by stage, and the ticket: which heads and neurons of the network are left.

// %%
var bert = model.OfType<EarlyBertClassifierTransformer>().Single();
display(bert.Result);

// %%
display(bert.Ticket);

// %% [markdown]
// ## How good is it?
//
// Scored on sentences that it has not seen, with ML.NET's own metrics.

// %%
var scored = model.Transform(dev);
var metrics = ml.MulticlassClassification.Evaluate(scored);
Console.WriteLine($"accuracy {metrics.MicroAccuracy:P1}, log-loss {metrics.LogLoss:0.000}");
Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());

// %%
display(ml.Data.TakeRows(scored, 5).ToTable());

// %% [markdown]
// ## Keep it, use it
//
// One file has everything: weights, vocabulary and ticket. Any program that references the package loads it with ML.NET alone.

// %%
ml.Model.Save(model, train.Schema, "sentiment.zip");
var engine = ml.Model.CreatePredictionEngine<Review, Prediction>(ml.Model.Load("sentiment.zip", out _));
foreach (var sentence in new[] { "a film that knows what it wants , and gets it", "two hours that feel like four", "not bad at all" })
{
    var said = engine.Predict(new Review { Sentence = sentence });
    Console.WriteLine($"{(said.PredictedLabel == "1" ? "good" : "bad ")} {said.Score.Max():P0}  {sentence}");
}

// %% [markdown]
// Next: [what a ticket looks like](02-tickets.ipynb).

// %% [types]
public class Review
{
    [LoadColumn(0)] public string Sentence { get; set; } = "";
    [LoadColumn(1)] public string Label { get; set; } = "";
}

public class Prediction
{
    public string PredictedLabel { get; set; } = "";
    public float[] Score { get; set; } = [];
}

// %% [program]
// What notebooks bring along, for the console.
partial class Program
{
    static Shown display(object? value) => new Shown().Update(value);

    class Shown
    {
        public Shown Update(object? value)
        {
            Console.WriteLine(value);
            return this;
        }
    }
}
