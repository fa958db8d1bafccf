using System.Text.Json;
using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Display;
using EarlyBert.Display.Charts;
using EarlyBert.Pretraining;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>What the run cost, and what the ticket saved.</summary>
internal static class CostSection
{
    /// <summary>Epochs of the dense network on GLUE's tasks (paper section 4.1).</summary>
    private const double DenseEpochs = 3;

    public static Section? Of(RunData run)
    {
        if (run.Result is not { } result)
            return null;
        return Section.Of("cost", "Time and cost", [Seconds(result), Work(run, result), Size(run, result)]);
    }

    private static Figure Seconds(ResultFile result)
    {
        string[] stages = ["search", "draw", "train"];
        var rows = new[] { "prepare", "search", "draw", "train", "total", "evaluate" }.Where(result.Seconds.ContainsKey).Select(stage => (stage, result.Seconds[stage])).ToArray();
        var other = new List<(string, string)> { ("peak memory", $"{result.PeakMemoryBytes / 1e9:0.00} GB"), ("examples a second", Words.Large(result.ExamplesPerSecond)), ("tokens a second", Words.Large(result.TokensPerSecond)) };
        if (result.GradientSeconds is { } gradient)
            other.Add(("in forward and backward passes", Words.Time(gradient)));
        if (result.ProcessorSeconds is { } processor)
            other.Add(("of the processor, all cores", Words.Time(processor)));
        if (result.InputShare is { } input)
            other.Add(("share of the time for making batches", Words.Percent(input)));
        var chart = new BarChart
        {
            Title = "Where the time went",
            Description = string.Join(", ", stages.Select(stage => $"{stage} {Words.Time(result.Seconds.GetValueOrDefault(stage))}")) + ".",
            Bars = [.. rows.Where(row => row.stage != "total").Select((row, index) => new Bar(row.stage == "evaluate" ? "scoring the validation set once" : row.stage, [row.Item2], Words.Time(row.Item2), row.stage == "search" ? 1 : row.stage == "train" ? 0 : 2))],
        };
        var table = new DataTable("Time, memory and speed", ["what", "how much"], [.. rows.Select(row => new[] { row.stage, Words.Time(row.Item2) }), .. other.Select(row => new[] { row.Item1, row.Item2 })]);
        var total = result.Seconds.GetValueOrDefault("total");
        return new Figure(chart.Title, $"Search, draw and training took {Words.Time(total)} together, at {Words.Large(result.TokensPerSecond)} tokens a second; the process held {result.PeakMemoryBytes / 1e9:0.00} GB at most.", chart.ToHtml(), table);
    }

    /// <summary>Multiplications against the whole network's: by the plan of a pre-training, by the encoder's shape in fine-tuning.</summary>
    private static Figure? Work(RunData run, ResultFile result)
    {
        if (run.Ticket is null || run.Config is not { } config)
            return null;
        if (result.Task == "pretraining")
            return PretrainingWork(run, config);
        if (result.ExamplesPerSecond <= 0 || run.Curves.Stages.LastOrDefault(stage => stage.Stage == TrainingStage.Train) is not { } train)
            return null;
        var search = run.Curves.Stages.FirstOrDefault(stage => stage.Stage == TrainingStage.Search);
        var tokens = result.TokensPerSecond / result.ExamplesPerSecond;
        var share = MatchedCompute.MultiplicationsPerToken(config, tokens) / MatchedCompute.MultiplicationsPerToken(Unpruned(config), tokens);
        double searched = search?.Lines[^1].Epoch ?? 0, trained = train.Lines[^1].Epoch;
        var bars = new List<Bar>
        {
            new("this run", [searched, trained * share], Epochs(searched + (trained * share))),
            new("the whole network for as many epochs", [0, trained], Epochs(trained)),
        };
        if (!run.Predictions.Any(prediction => prediction is AnswerPrediction) && Math.Abs(trained - DenseEpochs) > 0.01)
            bars.Add(new Bar("the whole network for 3 epochs (the paper's)", [0, DenseEpochs], Epochs(DenseEpochs)));
        var most = bars[^1].Parts[1];
        var pace = search is not null && Pace(result, search, train) is { } ratio ? $" On this machine a step of the ticket took {Words.Percent(ratio)} of a step of the search." : "";
        return Compare(bars, $"Multiplications in the encoder, counted in epochs of the whole network: a token costs {Words.Percent(share)} of what it did. {Saved(bars[0].Parts.Sum(), most, bars[^1].Name)}{pace}");

        static string Epochs(double value) => FormattableString.Invariant($"{value:0.00} epochs");
    }

    /// <summary>Seconds a step of the ticket over seconds a step of the search.</summary>
    private static double? Pace(ResultFile result, RunStage search, RunStage train)
    {
        double searching = result.Seconds.GetValueOrDefault("search") / search.Lines[^1].Step, training = result.Seconds.GetValueOrDefault("train") / train.Lines[^1].Step;
        return searching > 0 && training > 0 ? training / searching : null;
    }

    private static Figure? PretrainingWork(RunData run, BertConfig config)
    {
        try
        {
            var options = PretrainingOptions.FromJson(run.Options?.GetRawText() ?? "");
            if (options.Pretrained is not null)
                return null;
            var planned = PretrainingPlan.Of(options, config.VocabSize);
            options.Strategy = Strategy.Dense;
            var dense = PretrainingPlan.Of(options, config.VocabSize);
            var search = planned.Stages.Where(stage => stage.Name.Contains("search", StringComparison.OrdinalIgnoreCase)).Sum(stage => stage.Flops);
            Bar[] bars =
            [
                new("this run, as planned", [search, planned.Flops - search], Flops(planned.Flops)),
                new("the whole network, all steps", [0, dense.Flops], Flops(dense.Flops)),
            ];
            return Compare(bars, $"Floating-point operations by the run's plan. {Saved(planned.Flops, dense.Flops, "the whole network with all steps")}");
        }
        catch (Exception fault) when (fault is EarlyBertException or JsonException)
        {
            return null; // Options of another version: the plan cannot be made again.
        }

        static string Flops(double value) => value.ToString("0.##e+0", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Figure Compare(IReadOnlyList<Bar> bars, string caption) => new(
        "Work against the whole network",
        caption,
        new BarChart { Title = "Work against the whole network", Description = caption, Bars = bars, Parts = ["training", "search"] }.With(bars),
        new DataTable("Work", ["what", "search", "training"], [.. bars.Select(bar => new[] { bar.Name, DataTable.Number(bar.Parts[0]), DataTable.Number(bar.Parts[1]) })]));

    /// <summary>Training first and search second, so that both have the colours of the curves.</summary>
    private static Html With(this BarChart chart, IReadOnlyList<Bar> bars) => (chart with { Bars = [.. bars.Select(bar => bar with { Parts = [bar.Parts[1], bar.Parts[0]] })] }).ToHtml();

    private static string Saved(double cost, double whole, string than) => cost <= whole
        ? $"That is {Words.Percent(1 - (cost / whole))} less than {than}."
        : $"That is {Words.Percent((cost / whole) - 1)} more than {than}.";

    private static Figure? Size(RunData run, ResultFile result)
    {
        if (run.Config is not { } config || run.Ticket is null)
            return null;
        var encoder = Parameters(Unpruned(config));
        var whole = encoder + (result.Parameters - result.EncoderParameters);
        var chart = new BarChart
        {
            Title = "Parameters",
            Description = $"{Words.Count(result.EncoderParameters)} of {Words.Count(encoder)} parameters of the encoder stay.",
            Bars =
            [
                new("this model", [result.EncoderParameters, result.Parameters - result.EncoderParameters], Words.Large(result.Parameters)),
                new("before the ticket", [encoder, whole - encoder], Words.Large(whole)),
            ],
            Parts = ["encoder", "embeddings and head"],
        };
        var table = new DataTable("Parameters", ["model", "encoder", "all"],
            [["this model", Words.Count(result.EncoderParameters), Words.Count(result.Parameters)], ["before the ticket", Words.Count(encoder), Words.Count(whole)]]);
        return new Figure("Parameters", $"The encoder keeps {Words.Percent((double)result.EncoderParameters / encoder)} of its parameters; embeddings and head stay whole.", chart.ToHtml(), table);
    }

    private static BertConfig Unpruned(BertConfig config) => config with { KeptHeads = null, KeptNeurons = null };

    /// <summary>Weights, biases and layer norms of the encoder's layers.</summary>
    private static long Parameters(BertConfig config)
    {
        long hidden = config.HiddenSize, neurons = config.IntermediateSize;
        return config.NumHiddenLayers * ((4 * hidden * hidden) + (4 * hidden) + (2 * hidden * neurons) + neurons + hidden + (4 * hidden));
    }
}
