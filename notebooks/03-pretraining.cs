#:project ../src/EarlyBert.MLNet/EarlyBert.MLNet.csproj

// %% [markdown]
// # Pre-train on your own text
//
// A BERT of your own, from nothing but text: a vocabulary is learned, words are masked and guessed, and a ticket is drawn on the way, so that most of
// the steps are those of a small network. The paper describes it (section 4.3), its code was never published. A few minutes on a processor give a
// model that has begun to know words; for a good one leave it running, or take a GPU.

// %%
using System.IO;
using System.Net.Http;
using System.Text.Json;
using EarlyBert;
using EarlyBert.MLNet;
using EarlyBert.Pretraining;
using EarlyBert.Tasks;
using EarlyBert.Tickets;
using Microsoft.ML;

// %% [markdown]
// ## The text
//
// Any text column of any data view: a row is a document, a line of it a paragraph. Here: the Wikipedia articles behind SQuAD's questions, 48 of them.

// %%
var data = Environment.GetEnvironmentVariable("EARLYBERT_DATA") ?? "data";
var rows = int.Parse(Environment.GetEnvironmentVariable("EARLYBERT_ROWS") ?? "20000");
if (!File.Exists($"{data}/squad-v1.1-dev/dev-v1.1.json"))
{
    using var http = new HttpClient();
    var file = await http.GetByteArrayAsync("https://rajpurkar.github.io/SQuAD-explorer/dataset/dev-v1.1.json");
    Directory.CreateDirectory($"{data}/squad-v1.1-dev");
    File.WriteAllBytes($"{data}/squad-v1.1-dev/dev-v1.1.json", file);
}

var squad = JsonDocument.Parse(File.ReadAllBytes($"{data}/squad-v1.1-dev/dev-v1.1.json"));
var documents = squad.RootElement.GetProperty("data").EnumerateArray()
    .Select(article => new Document { Text = string.Join('\n', article.GetProperty("paragraphs").EnumerateArray().Select(paragraph => paragraph.GetProperty("context").GetString())) })
    .ToArray();
var ml = new MLContext(seed: 42);
var articles = ml.Data.LoadFromEnumerable(documents);
Console.WriteLine($"{documents.Length} articles, {documents.Sum(document => document.Text.Length):N0} characters");
display(articles.ToTable(rows: 3));

// %% [markdown]
// ## Pre-train
//
// The `tiny` recipe, two layers of width 128, with the steps cut down to what a lesson has time for.

// %%
var options = new EarlyBertPretrainerOptions { VocabularySize = 4000, HeldOutShare = 0.1 };
var phase = options.Pretraining.Phases[0];
(phase.Steps, phase.BatchSize, phase.MicroBatchSize) = (rows / 10, 32, 32);
options.Pretraining.Phases = [phase];
options.Pretraining.Search.Schedule = DrawSchedule.AtStep(Math.Max(2, rows / 100));
var progress = display(new TrainingProgress { Stage = TrainingStage.Prepare });
options.Progress = new Progress<TrainingProgress>(report => progress.Update(report));
var pretrained = ml.Transforms.EarlyBertPretrainer(options).Fit(articles);

// %%
display(pretrained.Result);

// %% [markdown]
// ## What it has learned
//
// The masks of the search, and the ticket that was trained.

// %%
display(pretrained.Result.Search);

// %%
display(pretrained.Ticket);

// %% [markdown]
// ## Use it
//
// The transformer adds an embedding of each text; and a classifier takes the model in memory, with no file in between.

// %%
display(pretrained.Transform(articles).ToTable(rows: 3));

// %%
var reviews = GlueTask.Get("sst2").Read($"{data}/glue/SST-2", GlueSplit.Train);
var held = GlueTask.Get("sst2").Read($"{data}/glue/SST-2", GlueSplit.Dev);
IDataView View(LabelledTexts texts, int count) => ml.Data.LoadFromEnumerable(texts.Texts.Zip(texts.Labels, (text, label) => new Review { Sentence = text, Label = $"{label}" }).Take(count).ToArray());
var classifier = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.EarlyBertClassifier("Label", "Sentence", pretrained: pretrained))
    .Fit(View(reviews, rows / 2));
Console.WriteLine($"film reviews, after {rows / 2:N0} of them: {ml.MulticlassClassification.Evaluate(classifier.Transform(View(held, held.Count))).MicroAccuracy:P1}");

// %% [markdown]
// `pretrained.SaveFolder("my-bert")` keeps the model in Hugging Face's layout, for other programs and for later.
//
// Next: [question answering](04-question-answering.ipynb).

// %% [types]
public class Document
{
    public string Text { get; set; } = "";
}

public class Review
{
    public string Sentence { get; set; } = "";
    public string Label { get; set; } = "";
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
