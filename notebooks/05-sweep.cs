#:project ../src/EarlyBert.Sweeps/EarlyBert.Sweeps.csproj

// %% [markdown]
// # A sweep and its Pareto front
//
// How much can be cut, and at which learning rate? A sweep tries. The search for the ticket is recorded once and serves every draw, so a trial costs
// the training of its ticket alone; trials that fall behind are stopped.

// %%
using System.IO;
using EarlyBert.MLNet;
using EarlyBert.Sweeps;
using Microsoft.ML;
using Microsoft.ML.Data;

// %% [markdown]
// ## The data
//
// MRPC: do two sentences say the same? `EARLYBERT_DATA` names the folder of GLUE's files; `rows` limits the trials too, so that the lesson can be
// tried in a minute.

// %%
var data = Environment.GetEnvironmentVariable("EARLYBERT_DATA") ?? "data";
var rows = int.Parse(Environment.GetEnvironmentVariable("EARLYBERT_ROWS") ?? "4000");
var ml = new MLContext(seed: 42);
IDataView Load(string file) => ml.Data.LoadFromEnumerable(File.ReadLines(file).Skip(1).Take(rows).Select(line => line.Split('\t')).Select(cells => new Pair { Label = cells[0], First = cells[3], Second = cells[4] }).ToArray());
var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(Load($"{data}/glue/MRPC/train.tsv"));
var (train, dev) = (keys.Transform(Load($"{data}/glue/MRPC/train.tsv")), keys.Transform(Load($"{data}/glue/MRPC/dev.tsv")));
display(train.ToTable(rows: 3));

// %% [markdown]
// ## The sweep
//
// What is varied, and over which values, can be a file or JSON as here; without it the built-in space is searched. The first trial has the options
// that were given, and always finishes; of the others the worse half is stopped on the way. Tuners are those of Microsoft.ML.AutoML: `cost-frugal`, `random`, `grid`, or any `ITuner`.

// %%
var space = SweepSpace.Parse("""{"headRatio": [0, 0.34], "neuronRatio": {"min": 0.2, "max": 0.8}, "learningRate": {"min": 1e-5, "max": 1e-3, "log": true}}""", "the lesson's space");
var options = new EarlyBertClassifierOptions { TextColumnName = "First", TextPairColumnName = "Second" };
var sweep = new SweepOptions { Budget = new SweepBudget(null, Math.Clamp(rows / 300, 2, 12)), Tuner = SweepTuners.Random, Halving = new SuccessiveHalving(reduction: 2) };
var session = new SweepSession(ml, train, dev, options, sweep, space);
var result = new Sweep(session) { Progressed = records => Tell(records.LastOrDefault()) }.Run();

void Tell(TrialRecord? trial)
{
    if (trial is not null)
        Console.WriteLine($"trial {trial.Trial}: {trial.State.ToString().ToLowerInvariant()} at {session.Metric} {trial.Score:0.000} after {trial.Seconds:0} s");
}

// %% [markdown]
// ## The front
//
// The trials that no other beats in score, size and latency together. What to take is yours to say: the best, or one that is a little worse and
// half as large.

// %%
display(result);

// %% [markdown]
// ## The model
//
// The best trial's model is there already, a transformer like any other.

// %%
Console.WriteLine($"searched once, {result.SearchSeconds:0} s; {result.Records.Count} trials");
display(result.Model.Ticket);
display(result.Model.Transform(dev).ToTable(rows: 3));

// %% [markdown]
// Next: [from notebook to ASP.NET Core](06-service.ipynb).

// %% [types]
public class Pair
{
    public string Label { get; set; } = "";
    public string First { get; set; } = "";
    public string Second { get; set; } = "";
}

// %% [program]
// What notebooks bring along, for the console.
partial class Program
{
    static void display(object? value) => Console.WriteLine(value);
}
