using EarlyBert.Tickets;

namespace EarlyBert.Cli.Reproduce;

/// <summary>One of the tables of Chen et al. 2021 (arXiv 2101.00063v2): its rows, its tasks, and its numbers.</summary>
/// <param name="Number">Its number in the paper.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Tasks">The paper's tasks.</param>
/// <param name="SmallTasks">The tasks at small scale.</param>
/// <param name="Rows">The rows, the dense network first.</param>
internal sealed record PaperTable(int Number, string Title, IReadOnlyList<string> Tasks, IReadOnlyList<string> SmallTasks, IReadOnlyList<TableRow> Rows)
{
    private static string[] FourTasks => ["mnli", "qnli", "qqp", "sst2"];
    private static string[] TwoSmallTasks => ["mrpc", "rte"];

    /// <summary>Tables 1 to 7.</summary>
    public static IReadOnlyList<PaperTable> All { get; } =
    [
        new(1, "Heads alone are pruned; neurons alone are ours to add", [.. FourTasks, "cola", "rte", "mrpc"], ["cola", "sst2", "rte", "mrpc"],
        [
            Dense with { Paper = Base([.. FourTasks, "cola", "rte", "mrpc"], 83.16, 90.59, 90.34, 91.70, 53.5, 65.70, 80.96) },
            Ticket("early-bird-heads", "early-bird, heads", heads: null, neurons: 0) with { Paper = Base([.. FourTasks, "cola", "rte", "mrpc"], 83.58, 90.33, 90.41, 92.09, 52.7, 66.19, 81.54) },
            Ticket("random-heads", "random, heads", heads: null, neurons: 0, Strategy.Random) with { Paper = Base([.. FourTasks, "cola", "rte", "mrpc"], 82.26, 88.87, 90.12, 91.17, 51.4, 63.86, 78.57) },
            Ticket("early-bird-neurons", "early-bird, neurons", heads: 0, neurons: null),
            Ticket("random-neurons", "random, neurons", heads: 0, neurons: null, Strategy.Random),
        ]),
        new(2, "Fine-tuning: the main result, and more to compare with", [.. FourTasks, "squad"], ["sst2", "mrpc", "rte", "cola", "stsb", "qnli", "squad"],
        [
            Dense with { Paper = Both([.. FourTasks, "squad"], [83.16, 90.59, 90.34, 91.70, 87.50], [86.59, 92.29, 91.59, 92.21, 90.76]) },
            EarlyBird with { Paper = Both([.. FourTasks, "squad"], [81.81, 89.18, 90.06, 90.71, 86.13], [85.13, 89.22, 90.64, 90.94, 89.45]), PaperSaved = "40-45 (base), 35-40 (large)" },
            Layerwise(40) with { Name = "early-bird, neurons layer-wise" },
            Layerwise(50) with { Name = "early-bird, neurons 50 % layer-wise" },
            new("early-bird-draw-10", "early-bird, drawn at 0.1", options => options.Search.Schedule = DrawSchedule.AtFraction(0.1)),
            NeuronsHalved with { Name = "early-bird, neurons 50 %" },
            RandomTicket with { Paper = Both([.. FourTasks, "squad"], [79.92, 84.46, 89.42, 89.68, 84.47], [78.45, 84.46, 89.89, 88.65, 88.79]), PaperSaved = "45-50 (base), 40-45 (large)" },
            new("layerdrop", "LayerDrop", options => options.Strategy = Strategy.LayerDrop) { Paper = Both([.. FourTasks, "squad"], [81.27, 88.91, 88.06, 89.89, 84.25], [85.12, 91.12, 88.88, 89.97, 89.44]), PaperSaved = "33" },
            new("importance", "importance", options => options.Strategy = Strategy.Importance),
            new("magnitude", "magnitude", options => options.Strategy = Strategy.Magnitude),
        ]),
        new(3, "What the ticket depends on: penalty, heads, neurons", FourTasks, TwoSmallTasks,
        [
            Dense,
            EarlyBird with { Name = "λ 1e-4" , Paper = Mean(88.55) },
            Penalty(1e-3) with { Paper = Mean(88.43) },
            Penalty(1e-2) with { Paper = Mean(88.42) },
            EarlyBird with { Name = "heads 4/12", Paper = Mean(88.55) },
            Ticket("early-bird-heads-5", "heads 5/12", heads: 5.0 / 12, neurons: null) with { Paper = Mean(88.13) },
            Ticket("early-bird-heads-6", "heads 6/12", heads: 0.5, neurons: null) with { Paper = Mean(87.65) },
            Layerwise(30) with { Paper = Mean(88.18) },
            Layerwise(40) with { Paper = Mean(88.22) },
            Layerwise(50) with { Paper = Mean(87.90) },
            Ticket("early-bird-neurons-30", "neurons 30 %, global", heads: null, neurons: 0.3) with { Paper = Mean(88.31) },
            EarlyBird with { Name = "neurons 40 %, global", Paper = Mean(88.23) },
            NeuronsHalved with { Name = "neurons 50 %, global", Paper = Mean(87.91) },
        ]),
        new(4, "Pre-trained by ticket, then fine-tuned whole", ["cola", "mnli", "mrpc", "qnli", "qqp", "rte", "sst2", "squad"], ["cola", "mrpc", "rte", "sst2"],
        [
            Pretrained("dense", Strategy.Dense) with
            {
                Paper = Both(["cola", "mnli", "mrpc", "qnli", "qqp", "rte", "sst2", "squad"], [45, 81.40, 84.07, 89.86, 89.80, 60.29, 90.48, 87.60], [50, 83.56, 85.90, 90.44, 90.45, 59.93, 92.55, 90.43]),
            },
            Pretrained("early-bird", Strategy.EarlyBird) with
            {
                Paper = Both(["cola", "mnli", "mrpc", "qnli", "qqp", "rte", "sst2", "squad"], [41, 79.97, 80.39, 89.86, 89.44, 61.01, 90.94, 85.48], [47, 82.54, 85.54, 90.46, 90.38, 61.73, 91.51, 89.36]),
                PaperSaved = "30-35",
            },
        ]),
        new(5, "Time and score by heads and neurons pruned", ["qqp"], TwoSmallTasks,
        [
            Dense,
            .. Grid(30, (3, 35.78, 89.62), (4, 38.66, 89.55), (5, 41.26, 89.60), (6, 45.34, 89.50)),
            .. Grid(40, (3, 39.72, 89.66), (4, 42.97, 89.61), (5, 43.93, 89.58), (6, 44.49, 89.38)),
            .. Grid(50, (3, 43.89, 89.54), (4, 45.54, 89.35), (5, 47.02, 89.34), (6, 48.53, 89.31)),
        ]),
        new(6, "The search lasts a whole epoch", FourTasks, TwoSmallTasks,
        [
            Dense with { Paper = Base(FourTasks, 83.48, 90.43, 90.37, 91.86) },
            new("early-bird-full-search", "early-bird, search of an epoch", options => options.Search.Schedule = DrawSchedule.AtFraction(1)) { Paper = Base(FourTasks, 83.36, 90.44, 90.33, 91.55), PaperSaved = "16" },
        ]),
        new(7, "The dense network at the ticket's compute", FourTasks, TwoSmallTasks,
        [
            Dense,
            new("matched", "dense, matched compute", options => options.Strategy = Strategy.Matched) { Paper = Base(FourTasks, 82.85, 89.86, 89.45, 91.70) },
            EarlyBird with { Paper = Base(FourTasks, 83.26, 90.16, 90.22, 91.67) },
        ]),
    ];

    /// <summary>The table with these rows alone; the dense network, which the others are measured against, is always among them.</summary>
    /// <exception cref="UsageException">The table has no such row.</exception>
    public PaperTable Only(IReadOnlyCollection<string> keys)
    {
        if (keys.FirstOrDefault(key => !Rows.Any(row => row.Key == key)) is { } unknown)
            throw new UsageException($"--rows is '{unknown}'; table {Number} has {string.Join(", ", Rows.Select(row => row.Key).Distinct())}.");
        return this with { Rows = [.. Rows.Where(row => row == Rows[0] || keys.Contains(row.Key))] };
    }

    private static TableRow Dense => new("dense", "dense", options => options.Strategy = Strategy.Dense);

    private static TableRow EarlyBird => new("early-bird", "early-bird", options => options.Strategy = Strategy.EarlyBird);

    private static TableRow NeuronsHalved => Ticket("early-bird-neurons-50", "neurons 50 %", heads: null, neurons: 0.5);

    private static TableRow RandomTicket => new("random", "random", options => options.Strategy = Strategy.Random);

    private static TableRow Ticket(string key, string name, double? heads, double? neurons, Strategy strategy = Strategy.EarlyBird) => new(key, name, options =>
    {
        options.Strategy = strategy;
        options.Draw.HeadRatio = heads ?? options.Draw.HeadRatio;
        options.Draw.NeuronRatio = neurons ?? options.Draw.NeuronRatio;
    });

    private static TableRow Penalty(double lambda) => new(FormattableString.Invariant($"early-bird-lambda-{lambda}"), lambda == 1e-3 ? "λ 1e-3" : "λ 1e-2", options => options.Search.HeadPenalty = options.Search.NeuronPenalty = lambda);

    private static TableRow Layerwise(int percent) => new($"early-bird-layerwise-{percent}", $"neurons {percent} %, layer-wise", options =>
    {
        options.Draw.LayerwiseNeurons = true;
        options.Draw.NeuronRatio = percent / 100.0;
    });

    private static TableRow Pretrained(string key, Strategy strategy) => new($"pretrained-{key}", $"pre-trained {key}", options => options.Strategy = Strategy.Dense) { Pretraining = strategy };

    private static IEnumerable<TableRow> Grid(int neurons, params (int Heads, double Saved, double Score)[] cells) => cells.Select(cell =>
        Ticket(cell.Heads == 4 && neurons == 40 ? "early-bird" : $"early-bird-heads-{cell.Heads}-neurons-{neurons}", $"heads {cell.Heads}/12, neurons {neurons} %", cell.Heads / 12.0, neurons / 100.0) with
        {
            Paper = Base(["qqp"], cell.Score),
            PaperSaved = FormattableString.Invariant($"{cell.Saved:0.00}"),
        });

    private static Dictionary<(string, string), double> Mean(double value) => new() { [("base", "mean")] = value };

    private static Dictionary<(string, string), double> Base(string[] tasks, params double[] scores) => tasks.Zip(scores).ToDictionary(pair => ("base", pair.First), pair => pair.Second);

    private static Dictionary<(string, string), double> Both(string[] tasks, double[] ofBase, double[] ofLarge) =>
        tasks.Zip(ofBase).Select(pair => (Key: ("base", pair.First), pair.Second)).Concat(tasks.Zip(ofLarge).Select(pair => (Key: ("large", pair.First), pair.Second))).ToDictionary(pair => pair.Key, pair => pair.Second);
}
