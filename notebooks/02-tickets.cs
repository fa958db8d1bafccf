#:project ../src/EarlyBert/EarlyBert.csproj

// %% [markdown]
// # What a ticket looks like
//
// The search gives every attention head and every feed-forward neuron a coefficient, all of them 1 at first, and trains them with a penalty that
// pulls them down (Chen et al. 2021, section 3.2). A *ticket* is what is left when the smallest go. This lesson records one search and looks at it:
// when do the masks settle, what do tickets of different ratios keep, and does it matter which one is trained?

// %%
using EarlyBert;
using EarlyBert.Baselines;
using EarlyBert.Tasks;
using EarlyBert.Tickets;

// %% [markdown]
// ## The data
//
// SST-2 again (lesson 1 fetches it), this time without ML.NET: the library's core reads GLUE's files itself.

// %%
var data = Environment.GetEnvironmentVariable("EARLYBERT_DATA") ?? "data";
var rows = int.Parse(Environment.GetEnvironmentVariable("EARLYBERT_ROWS") ?? "20000");
var task = GlueTask.Get("sst2");
var all = task.Read($"{data}/glue/SST-2", GlueSplit.Train);
var train = new LabelledTexts([.. all.Texts.Take(rows)], null, [.. all.Labels.Take(rows)]);
var dev = task.Read($"{data}/glue/SST-2", GlueSplit.Dev);
Console.WriteLine($"{train.Count:N0} of {all.Count:N0} sentences to train on, {dev.Count} to validate");

// %% [markdown]
// ## One search
//
// `Prepare` tokenises and builds the initial network once. `Search` trains network and coefficients together, here for a whole epoch instead of a
// fifth, so that we can look past the draw.

// %%
var options = new EarlyBertOptions { Search = { Schedule = DrawSchedule.AtFraction(1.0), RecordedMasks = 40 } };
var prepared = TextClassifierTraining.Prepare(train, task.LabelNames, options, dev);
var (last, search) = TextClassifierTraining.Search(prepared, options);
Console.WriteLine($"{search.Steps[^1]} steps, {search.Steps.Count} moments recorded");

// %% [markdown]
// ## When do the masks settle?
//
// The paper's Figure 1: each cell is the share of units in which the masks of two moments differ. The pale corner is the early bird: from there on
// the ticket hardly changes, so there is no use in searching longer.

// %%
display(search.Distances());

// %% [markdown]
// ## Tickets at several times
//
// Drawn from the same record after 5 %, 20 % and all of the epoch; no training in between.

// %%
EarlyBirdTicket At(double share, DrawOptions draw) =>
    TicketDrawing.Draw(prepared.Config, search, draw, Enumerable.Range(0, search.Steps.Count).Last(moment => search.Steps[moment] <= share * search.Steps[^1]));

var paper = new DrawOptions();
var (early, usual, late) = (At(0.05, paper), At(0.2, paper), At(1, paper));
Console.WriteLine($"neurons that the ticket at 5 %  shares with the last: {Shared(early, late):P1}");
Console.WriteLine($"neurons that the ticket at 20 % shares with the last: {Shared(usual, late):P1}");
display(usual);

double Shared(EarlyBirdTicket a, EarlyBirdTicket b) =>
    a.KeptNeurons.Zip(b.KeptNeurons, (x, y) => x.Intersect(y).Count()).Sum() / (double)a.KeptNeurons.Sum(layer => layer.Count);

// %% [markdown]
// ## Tickets of several ratios
//
// A third of the heads and 40 % of the neurons is the paper's choice. Half and 80 % leaves little.

// %%
display(At(0.2, new DrawOptions { HeadRatio = 0.5, NeuronRatio = 0.8 }));

// %% [markdown]
// ## Does it matter which one is trained?
//
// Four tickets of one size, trained alike: drawn early, drawn as the paper does, drawn at the end, and drawn at random.

// %%
var tickets = new (string Name, EarlyBirdTicket Ticket)[]
{
    ("5 % of an epoch", early), ("20 %", usual), ("100 %", late), ("random", RandomTicket.Draw(prepared.Config, paper, seed: 42)),
};
foreach (var (name, ticket) in tickets)
{
    var result = TextClassifierTraining.Fit(prepared, options, ticket);
    using var classifier = result.Classifier;
    var accuracy = result.History.Last(report => report.Metrics is not null).Metrics!["accuracy"];
    Console.WriteLine($"{name,-16} {accuracy:P1} in {result.Seconds["train"]:0} s, {classifier.EncoderParameterCount:N0} parameters in the encoder");
}

// %% [markdown]
// Next: [pre-train on your own text](03-pretraining.ipynb).

// %% [program]
// What notebooks bring along, for the console.
partial class Program
{
    static void display(object? value) => Console.WriteLine(value);
}
