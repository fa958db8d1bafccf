using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Display;
using EarlyBert.Display.Charts;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>Several runs beside each other.</summary>
internal static class ComparisonSections
{
    /// <summary>Runs up to which each has a line in a chart.</summary>
    private const int MostLines = 8;

    /// <summary>The tables: every run, and the means over seeds.</summary>
    public static Section Summary(IReadOnlyList<RunData> runs)
    {
        var groups = ComparisonTables.Groups(runs);
        return new Section("runs", "The runs", Html.Of($"""
            <div class="grid">{new Figure("All runs", Time(runs), ComparisonTables.Runs(runs).ToHtml(), null, IsWide: true).ToHtml()}{(groups is null ? Html.Empty : new Figure("By strategy", "Over the seeds of each task and strategy.", groups.ToHtml(), null, IsWide: true).ToHtml())}</div>
            """));
    }

    /// <summary>Scores and seconds, task by task.</summary>
    public static Section? Bars(IReadOnlyList<RunData> runs)
    {
        var done = runs.Where(run => run.Result is not null).GroupBy(run => run.Result!.Task).ToArray();
        return Section.Of("scores", "Scores and time", done.SelectMany(task => BarsOf([.. task], done.Length > 1 ? $", {task.Key}" : "")));
    }

    private static IEnumerable<Figure> BarsOf(IReadOnlyList<RunData> runs, string ofTask)
    {
        string[] strategies = [.. runs.Select(run => run.Result!.Strategy).Distinct()];
        foreach (var name in ComparisonTables.MetricNames(runs).Take(3))
        {
            var some = runs.Where(run => run.Result!.Metrics.ContainsKey(name)).ToArray();
            var chart = new BarChart
            {
                Title = Words.Title(Words.Metric(name)) + ofTask,
                Description = string.Join(", ", some.Select(run => $"{run.Name} {Words.Score(run.Result!.Metrics[name])}")) + ".",
                Bars = [.. some.Select(run => new Bar(Named(run), [Math.Max(0, run.Result!.Metrics[name])], Words.Score(run.Result.Metrics[name]), Array.IndexOf(strategies, run.Result.Strategy)))],
                Whole = some.All(run => Math.Abs(run.Result!.Metrics[name]) <= 1) ? 1 : null,
            };
            yield return new Figure(chart.Title, "On the validation set, at the end.", chart.ToHtml(), null);
        }

        var seconds = new BarChart
        {
            Title = "Time" + ofTask,
            Description = string.Join(", ", runs.Select(run => $"{run.Name} {Words.Time(run.Result!.Seconds.GetValueOrDefault("total"))}")) + ".",
            Bars = [.. runs.Select(run => new Bar(Named(run), [run.Result!.Seconds.GetValueOrDefault("train"), run.Result.Seconds.GetValueOrDefault("search") + run.Result.Seconds.GetValueOrDefault("draw")], Words.Time(run.Result.Seconds.GetValueOrDefault("total"))))],
            Parts = ["training", "search and draw"],
        };
        yield return new Figure(seconds.Title, $"Search, draw and training, as measured. {Time(runs)}", seconds.ToHtml(), null);
    }

    /// <summary>Loss and main score of the runs over each other, task by task.</summary>
    public static Section? Curves(IReadOnlyList<RunData> runs)
    {
        var tasks = runs.Where(run => run.Curves.Stages.Count > 0).GroupBy(run => run.Result?.Task ?? "unfinished").ToArray();
        return Section.Of("curves", "Training curves", tasks.SelectMany(task => CurvesOf([.. task], tasks.Length > 1 ? $", {task.Key}" : "")));
    }

    private static IEnumerable<Figure?> CurvesOf(IReadOnlyList<RunData> runs, string ofTask)
    {
        var note = runs.Count > MostLines ? $" The first {MostLines} runs." : "";
        runs = [.. runs.Take(MostLines)];
        yield return Chart("Loss" + ofTask, $"Task loss of the logged steps, search and training in one line. Thin: as logged; thick: the running mean.{note}",
            [.. runs.Select((run, index) => new Series(run.Name,
                [.. run.Curves.Stages.SelectMany(stage => stage.Lines.Where(line => line.Loss is { } loss && double.IsFinite(loss)).Select(line => new Point(stage.First + line.Step, line.Loss!.Value)))], index) { Smooth = true })]);
        if (runs.SelectMany(run => run.Curves.Evaluations).SelectMany(evaluation => evaluation.Metrics.Keys).FirstOrDefault() is { } metric)
        {
            yield return Chart($"{Words.Title(Words.Metric(metric))} while training{ofTask}", $"On the validation set.{note}",
                [.. runs.Select((run, index) => new Series(run.Name,
                    [.. run.Curves.Evaluations.Where(evaluation => evaluation.Metrics.ContainsKey(metric)).Select(evaluation => new Point(evaluation.Step, evaluation.Metrics[metric]))], index) { Dots = true })]);
        }

        static Figure? Chart(string title, string caption, Series[] lines)
        {
            lines = [.. lines.Where(line => line.Points.Count > 0)];
            if (lines.Length == 0)
                return null;
            var words = string.Join("; ", lines.Select(line => $"{line.Name} ends at {Words.Score(line.Points[^1].Y)} after {line.Points[^1].X} steps")) + ".";
            var table = new DataTable(title, ["run", "steps", "first", "last", "lowest", "highest"],
                [.. lines.Select(line => new[] { line.Name, DataTable.Number(line.Points[^1].X), DataTable.Number(line.Points[0].Y), DataTable.Number(line.Points[^1].Y), DataTable.Number(line.Points.Min(point => point.Y)), DataTable.Number(line.Points.Max(point => point.Y)) })]);
            return new Figure(title, caption, new LineChart { Title = title, Description = words, Series = lines, XName = "steps" }.ToHtml(), table);
        }
    }

    /// <summary>How much the tickets differ, where they are of one shape of model.</summary>
    public static Section? Tickets(IReadOnlyList<RunData> runs)
    {
        var drawn = runs.Where(run => run.Ticket is not null).GroupBy(run => (run.Ticket!.Layers, run.Ticket.Heads, run.Ticket.Neurons)).OrderByDescending(group => group.Count()).FirstOrDefault()?.ToArray() ?? [];
        return drawn.Length < 2 ? null : Section.Of("tickets", "The tickets",
        [
            Map("Neurons", drawn, run => run.Ticket!.KeptNeurons, drawn[0].Ticket!.Layers * drawn[0].Ticket!.Neurons),
            Map("Heads", drawn, run => run.Ticket!.KeptHeads, drawn[0].Ticket!.Layers * drawn[0].Ticket!.Heads),
        ]);
    }

    private static Figure Map(string title, IReadOnlyList<RunData> runs, Func<RunData, IReadOnlyList<IReadOnlyList<int>>> kept, int units)
    {
        double[][] distances = [.. runs.Select(first => runs.Select(second => Distance(kept(first), kept(second), units)).ToArray())];
        string[] names = [.. runs.Select(run => run.Name)];
        var most = Math.Max(1e-9, distances.Max(row => row.Max()));
        var words = $"The tickets differ from each other in at most {Words.Percent(most)} of the {title.ToLowerInvariant()}.";
        var map = new HeatMap
        {
            Title = $"Distances between tickets: {title.ToLowerInvariant()}",
            Description = words,
            Values = distances,
            RowNames = [.. runs.Select((_, index) => $"{index + 1}")],
            ColumnNames = [.. runs.Select((_, index) => $"{index + 1}")],
            RowTitle = "run",
            ColumnTitle = "run",
            CellText = runs.Count <= 10 ? (row, column) => DataTable.Number(Math.Round(distances[row][column], 2)) : null,
            Most = most,
            ScaleName = "of the places differ",
            Aspect = 0.75,
        };
        return new Figure(title, $"Share of the units that one of two tickets keeps and the other does not. {words} Runs: {string.Join(", ", names.Select((name, index) => $"{index + 1} {name}"))}.", map.ToHtml(),
            new DataTable(map.Title, ["run", .. names], [.. distances.Select((row, index) => row.Select(value => DataTable.Number(Math.Round(value, 4))).Prepend(names[index]).ToArray())]));
    }

    private static double Distance(IReadOnlyList<IReadOnlyList<int>> first, IReadOnlyList<IReadOnlyList<int>> second, int units)
    {
        var both = first.Zip(second, (a, b) => a.Intersect(b).Count()).Sum();
        return (double)(first.Sum(layer => layer.Count) + second.Sum(layer => layer.Count) - (2 * both)) / units;
    }

    /// <summary>What the other strategies took of the dense runs' time, where one task has both.</summary>
    private static string Time(IReadOnlyList<RunData> runs)
    {
        var sentences = runs.Where(run => run.Result is not null).GroupBy(run => run.Result!.Task).SelectMany(task =>
        {
            var means = task.GroupBy(run => run.Result!.Strategy).ToDictionary(group => group.Key, group => group.Average(run => run.Result!.Seconds.GetValueOrDefault("total")));
            return means.TryGetValue("dense", out var dense) && dense > 0
                ? means.Where(mean => mean.Key != "dense" && mean.Value > 0).Select(mean => $"{task.Key}: {mean.Key} took {Words.Percent(mean.Value / dense)} of the dense time")
                : [];
        }).ToArray();
        return sentences.Length == 0 ? "" : string.Join("; ", sentences) + ".";
    }

    /// <summary>The run and its strategy, so that colour is not all that tells strategies apart.</summary>
    private static string Named(RunData run) => run.Name.Contains(run.Result!.Strategy, StringComparison.OrdinalIgnoreCase) ? run.Name : $"{run.Name}, {run.Result.Strategy}";
}
