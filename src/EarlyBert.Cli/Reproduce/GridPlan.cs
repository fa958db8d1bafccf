using System.Globalization;
using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Display;
using EarlyBert.Pretraining;
using EarlyBert.Text;
using EarlyBert.Weights;
using Spectre.Console;

namespace EarlyBert.Cli.Reproduce;

/// <summary>What <c>reproduce --dry-run</c> prints: rows, steps, FLOPs, and the time at this machine's measured speed.</summary>
internal static class GridPlan
{
    private const double FlopsPerMultiplication = 6; // Multiply and add, forward and twice backward.

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    // Training rows as published (Wang et al. 2019, Table 1; Rajpurkar et al. 2016), for data that are not there yet.
    private static readonly Dictionary<string, int> Published = new()
    {
        ["cola"] = 8551,
        ["sst2"] = 67349,
        ["mrpc"] = 3668,
        ["stsb"] = 5749,
        ["qqp"] = 363846,
        ["mnli"] = 392702,
        ["qnli"] = 104743,
        ["rte"] = 2490,
        ["wnli"] = 635,
        ["squad"] = 87599,
    };

    public static void Print(Grid grid, GridRequest request, PaperTable table, Terminal terminal)
    {
        var config = request.Scale.Config;
        var (tasks, cells) = grid.Cells(table);
        terminal.Out.WriteLine("measuring this machine ...");
        var speed = PretrainingPlan.MeasureFlopsPerSecond(
            new PretrainingOptions { Model = $"L{config.NumHiddenLayers}-H{config.HiddenSize}-A{config.NumAttentionHeads}", Threads = request.Threads, GpuDeviceId = request.Gpu, FallbackToCpu = request.FallbackToCpu }, config.VocabSize);
        var view = new Spectre.Console.Table { Border = TableBorder.Markdown };
        view.AddColumns("task", "row", "runs", "inputs", "tokens", "steps", "FLOPs", "time");
        var wordPiece = new Lazy<WordPiece>(() => (request.Scale.Model is { } folder ? HuggingFaceFolder.ReadOutline(folder) : BuiltInModel.ReadOutline()).WordPiece());
        var (total, done) = (0.0, 0);
        foreach (var task in tasks)
        {
            var (tokens, inputs) = Inputs(task, grid.OptionsOf(cells.First(cell => cell.Task == task)), request.Scale, wordPiece);
            foreach (var row in table.Rows.DistinctBy(row => row.Key))
            {
                var own = cells.Where(cell => cell.Task == task && cell.Row.Key == row.Key).ToArray();
                var left = own.Count(cell => cell.Result is null);
                done += own.Length - left;
                var options = grid.OptionsOf(own[0]);
                var stepsPerEpoch = (double)inputs / (options.Train.BatchSize * options.Train.AccumulationSteps);
                var epochs = EpochsOf(options, config, tokens, task, options.Search.Schedule.Epochs(stepsPerEpoch));
                var flops = FlopsPerMultiplication * MatchedCompute.MultiplicationsPerToken(config, tokens) * tokens * inputs * epochs.AtDenseCost;
                var steps = (int)Math.Ceiling(epochs.All * stepsPerEpoch);
                total += left * flops;
                view.AddRow(task.Name, row.Key, left.ToString(Invariant), inputs.ToString("#,0", Invariant), tokens.ToString("0", Invariant), steps.ToString("#,0", Invariant), flops.ToString("0.##e+0", Invariant), Words.Time(left * flops / speed));
            }
        }

        terminal.Console.Write(view);
        terminal.Out.WriteLine(string.Create(Invariant, $"{cells.Count} runs, {done} of them done; {total:0.##e+0} FLOPs to go, {Words.Time(total / speed)} at {speed / 1e9:#,0} GFLOP/s, as measured here on {request.Scale.ModelName}'s shape, encoder alone"));
        if (table.Rows.Any(row => row.Pretraining is not null))
            terminal.Out.WriteLine($"and two pre-trainings before them: 'earlybert pretrain --recipe {request.Recipe} --dry-run' has their plan");
    }

    private static (double Tokens, int Inputs) Inputs(GridTask task, EarlyBertOptions options, Scale scale, Lazy<WordPiece> wordPiece)
    {
        try
        {
            if (scale.IsPaper)
                return (options.MaxTokens, Published.TryGetValue(task.Name, out var rows) ? rows : task.TrainRows);
            return task.Measure(wordPiece.Value, options);
        }
        catch (EarlyBertException) when (Published.ContainsKey(task.Name))
        {
            return (options.MaxTokens, Published[task.Name]);
        }
    }

    /// <summary>Epochs of a run, and how many of the dense network cost as much.</summary>
    private static (double All, double AtDenseCost) EpochsOf(EarlyBertOptions options, BertConfig config, double tokens, GridTask task, double search)
    {
        var train = options.Train.Epochs ?? task.Defaults.EpochsOf(options.Strategy);
        var pruned = RandomTicket.Draw(config, options.Draw, 1).Prune(config);
        var (ticket, withSearch) = (Ticket(searchEpochs: 0), Ticket(search));
        return options.Strategy switch
        {
            Strategy.EarlyBird or Strategy.Importance => (search + train, withSearch),
            Strategy.Random or Strategy.Magnitude => (train, ticket),
            Strategy.LayerDrop => (train, train * (1 - options.Draw.LayerRatio)),
            Strategy.Matched => (withSearch, withSearch),
            _ => (train, train),
        };

        double Ticket(double searchEpochs) => MatchedCompute.Epochs(config, pruned, tokens, searchEpochs, train);
    }
}
