using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EarlyBert;
using EarlyBert.Benchmarks;

var root = new RootCommand("Measures EarlyBert beside what it is compared with, both sides in one run. Results: a Markdown table, and artifacts/bench/NAME.jsonl.");
var data = new Option<string>("--data") { Description = "Folder of GLUE's SST-2.", DefaultValueFactory = _ => "../shared/data/glue/SST-2", Recursive = true };
var vocabulary = new Option<string>("--vocab") { Description = "vocab.txt of bert-base-uncased.", DefaultValueFactory = _ => "../shared/data/bert-vocab/bert-base-uncased/vocab.txt", Recursive = true };
var threads = new Option<int>("--threads") { Description = "Threads of both sides.", DefaultValueFactory = _ => EarlyBertRuntime.PhysicalCores, Recursive = true };
var rounds = new Option<int>("--rounds") { Description = "Times that each side is measured, in turns; medians are reported.", DefaultValueFactory = _ => 3, Recursive = true };
var quick = new Option<bool>("--quick") { Description = "A few steps only: to see that everything runs.", Recursive = true };
foreach (var option in new Option[] { data, vocabulary, threads, rounds, quick })
    root.Options.Add(option);

Add("step", "Training steps beside plain PyTorch, as installed and tuned.", StepBenchmark.Run);
Add("pretraining", "Pre-training steps beside plain PyTorch, and beside fine-tuning steps of the same shape.", StepBenchmark.RunPretraining);
Add("neighbour", "A training step alone and beside one busy process, both sides.", NeighbourBenchmark.Run);
Add("width", "A ticket's feed-forward network at the width it has, and padded with zeros.", WidthBenchmark.Run);
Add("epoch", "SST-2 in length buckets against rows padded to 128.", EpochBenchmark.Run);
Add("scoring", "Rows a second through Transform, one at a time, pruned, and by ONNX Runtime on the same weights.", ScoringBenchmark.Run);
Add("tokenizing", "Tokens a second on one core, beside Microsoft.ML.Tokenizers' BertTokenizer.", TokenizingBenchmark.Run);

var endToEnd = new Command("end-to-end", "SST-2 from scratch: early-bird against three dense epochs, time and accuracy. About an hour on two cores at the default settings.");
var sizes = new Option<string[]>("--size") { Description = "Sizes: tiny (L2 H128), mini (L4 H256).", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["tiny", "mini"] };
var seeds = new Option<int[]>("--seed") { Description = "Seeds.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2, 3] };
var learningRate = new Option<double>("--learning-rate") { Description = "Peak learning rate of every stage on both sides.", DefaultValueFactory = _ => 3e-4 };
endToEnd.Options.Add(sizes);
endToEnd.Options.Add(seeds);
endToEnd.Options.Add(learningRate);
endToEnd.SetAction(parse => EndToEndBenchmark.Run(SettingsOf(parse), parse.GetValue(sizes)!, parse.GetValue(seeds)!, parse.GetValue(learningRate)));
root.Subcommands.Add(endToEnd);

var sweep = new Command("sweep", "A sweep over ratios and learning rates against the same trials one by one, on a small task of GLUE. About a quarter of an hour on one core.");
var sweepTask = new Option<string>("--task") { Description = "mrpc or rte, in the folder beside SST-2's.", DefaultValueFactory = _ => "mrpc" };
var sweepEpochs = new Option<double>("--epochs") { Description = "Epochs of each trial.", DefaultValueFactory = _ => 2 };
var sweepSeed = new Option<int>("--seed") { Description = "Seed of every run.", DefaultValueFactory = _ => 42 };
sweep.Options.Add(sweepTask);
sweep.Options.Add(sweepEpochs);
sweep.Options.Add(sweepSeed);
sweep.SetAction(parse => SweepBenchmark.Run(SettingsOf(parse), parse.GetValue(sweepTask)!, parse.GetValue(sweepEpochs), parse.GetValue(sweepSeed)));
root.Subcommands.Add(sweep);

var saving = new Command("saving", "Steps of the whole network, of the search and of a layer-wise ticket in turns, on the tasks of Table 2 at small scale: the time that a ticket saves.");
var neuronRatio = new Option<double>("--neuron-ratio") { Description = "Share of the neurons pruned in each layer.", DefaultValueFactory = _ => 0.4 };
var drawAt = new Option<double[]>("--draw-at") { Description = "Epochs of the search where both train twice as long as in the paper.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0.3, 0.4] };
saving.Options.Add(neuronRatio);
saving.Options.Add(drawAt);
saving.SetAction(parse => SavingBenchmark.Run(SettingsOf(parse), parse.GetValue(neuronRatio), parse.GetValue(drawAt)!));
root.Subcommands.Add(saving);

// What the step benchmarks run in processes of their own.
var worker = new Command("step-worker") { Hidden = true };
var timing = new Argument<string>("timing");
var workerThreads = new Argument<int>("threads");
worker.Arguments.Add(timing);
worker.Arguments.Add(workerThreads);
worker.SetAction(parse => JsonSerializer.Deserialize<StepTiming>(parse.GetValue(timing)!)!.Work(parse.GetValue(workerThreads)));
root.Subcommands.Add(worker);

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (EarlyBertException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}

void Add(string name, string description, Action<Settings> run)
{
    var command = new Command(name, description);
    command.SetAction(parse => run(SettingsOf(parse)));
    root.Subcommands.Add(command);
}

Settings SettingsOf(ParseResult parse) => new()
{
    Root = Directory.GetCurrentDirectory(),
    Data = parse.GetValue(data)!,
    Vocabulary = parse.GetValue(vocabulary)!,
    Threads = parse.GetValue(threads),
    Rounds = parse.GetValue(quick) ? 1 : parse.GetValue(rounds),
    Quick = parse.GetValue(quick),
};
