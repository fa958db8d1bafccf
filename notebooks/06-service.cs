#:project ../src/EarlyBert.MLNet/EarlyBert.MLNet.csproj

// %% [markdown]
// # From notebook to ASP.NET Core
//
// A model that was trained in a notebook is a file; a service that answers with it is forty lines. This lesson trains one, starts the web service of
// `samples/Sentiment.Web` with it, talks to it, and measures how long answers take.

// %%
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using EarlyBert;
using Microsoft.ML;
using Microsoft.ML.Data;

// %% [markdown]
// ## Train and save
//
// As in lesson 1. Nothing of the training goes into the service but this file.

// %%
var data = Environment.GetEnvironmentVariable("EARLYBERT_DATA") ?? "data";
var rows = int.Parse(Environment.GetEnvironmentVariable("EARLYBERT_ROWS") ?? "20000");
var ml = new MLContext(seed: 42);
var train = ml.Data.TakeRows(ml.Data.LoadFromTextFile<Review>($"{data}/glue/SST-2/train.tsv", hasHeader: true), rows);
var model = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.EarlyBertClassifier("Label", "Sentence"))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
    .Fit(train);
ml.Model.Save(model, train.Schema, "sentiment.zip");
Console.WriteLine($"sentiment.zip: {new FileInfo("sentiment.zip").Length / 1e6:0.0} MB");

// %% [markdown]
// ## The service
//
// Its heart is a pool of prediction engines, because an engine serves one request at a time:
//
// ```csharp
// app.MapPost("/predict", (Input input, ObjectPool<PredictionEngine<Input, Output>> engines) =>
// {
//     var engine = engines.Get();
//     try { return Results.Ok(Answer.Of(engine.Predict(input))); }
//     finally { engines.Return(engine); }
// });
// ```
//
// Here it runs as a process of its own, as it would on a server. `EARLYBERT_SAMPLES` names the folder of the samples if this notebook does not lie in
// its repository.

// %%
var samples = Environment.GetEnvironmentVariable("EARLYBERT_SAMPLES") ?? Above("samples");
var start = new ProcessStartInfo("dotnet", ["run", "--project", $"{samples}/Sentiment.Web", "-c", "Release", "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
start.Environment["Model"] = Path.GetFullPath("sentiment.zip");
var service = Process.Start(start)!;
string? line;
do
    line = await service.StandardOutput.ReadLineAsync();
while (line is not null && !line.Contains("Now listening on: "));
var address = line?[line.IndexOf("http://", StringComparison.Ordinal)..] ?? throw new InvalidOperationException("The service did not start.");
_ = service.StandardOutput.ReadToEndAsync();
var http = new HttpClient { BaseAddress = new Uri(address) };
Console.WriteLine($"health: {await http.GetStringAsync("/health")}");

// The folder of this name in one of the folders above.
string Above(string name)
{
    var folder = Environment.CurrentDirectory;
    while (!Directory.Exists(Path.Combine(folder, name)))
        folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"No folder above has '{name}'; set EARLYBERT_SAMPLES.");
    return Path.Combine(folder, name);
}

// %% [markdown]
// ## Talk to it

// %%
async Task<string> Post(string path, object body) =>
    await (await http.PostAsync(path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"))).Content.ReadAsStringAsync();

Console.WriteLine(await Post("/predict", new { sentence = "a warm and funny film" }));
Console.WriteLine(await Post("/predict/batch", new[] { new { sentence = "a warm and funny film" }, new { sentence = "dull" } }));
Console.WriteLine(await Post("/predict", new { sentence = "" }));

// %% [markdown]
// ## How fast is it?
//
// Four clients that ask one after the other, each for a sentence of the validation set; then the same sentences a hundred at a time.

// %%
var sentences = File.ReadLines($"{data}/glue/SST-2/dev.tsv").Skip(1).Select(row => row.Split('\t')[0]).Take(Math.Min(rows, 800)).ToArray();
var times = new double[sentences.Length];
var clock = Stopwatch.StartNew();
await Parallel.ForEachAsync(Enumerable.Range(0, sentences.Length), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (index, _) =>
{
    var began = Stopwatch.GetTimestamp();
    await Post("/predict", new { sentence = sentences[index] });
    times[index] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
});
Array.Sort(times);
Console.WriteLine($"one at a time: {sentences.Length / clock.Elapsed.TotalSeconds:0} a second, p50 {times[times.Length / 2]:0.0} ms, p99 {times[times.Length * 99 / 100]:0.0} ms");

clock.Restart();
foreach (var batch in sentences.Chunk(100))
    await Post("/predict/batch", batch.Select(sentence => new { sentence }));
Console.WriteLine($"a hundred at a time: {sentences.Length / clock.Elapsed.TotalSeconds:0} a second");

// %% [markdown]
// ## Stop it

// %%
service.Kill(entireProcessTree: true);
await service.WaitForExitAsync();
Console.WriteLine("stopped");

// %% [types]
public class Review
{
    [LoadColumn(0)] public string Sentence { get; set; } = "";
    [LoadColumn(1)] public string Label { get; set; } = "";
}
