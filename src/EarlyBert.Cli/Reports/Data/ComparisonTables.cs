using EarlyBert.Cli.Output;
using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.Data;

/// <summary>Several runs as tables.</summary>
internal static class ComparisonTables
{
    /// <summary>Names of all scores, in the order in which they come up.</summary>
    public static IReadOnlyList<string> MetricNames(IReadOnlyList<RunData> runs) => [.. runs.SelectMany(run => run.Result?.Metrics.Keys ?? []).Distinct()];

    /// <summary>A row a run.</summary>
    public static DataTable Runs(IReadOnlyList<RunData> runs)
    {
        var names = MetricNames(runs);
        return new DataTable(
            "Runs",
            ["run", "task", "strategy", "seed", .. names, "parameters", "in the encoder", "search s", "draw s", "train s", "total s", "steps", "examples/s", "tokens/s", "peak memory GB"],
            [.. runs.Select(run => run.Result is not { } result
                ? [run.Name, .. Enumerable.Repeat("", names.Count + 13)]
                : (IReadOnlyList<string>)
                [
                    run.Name, result.Task, result.Strategy, DataTable.Number(result.Seed),
                    .. names.Select(name => result.Metrics.TryGetValue(name, out var value) ? DataTable.Number(value) : ""),
                    result.Parameters.ToString(System.Globalization.CultureInfo.InvariantCulture), result.EncoderParameters.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    .. new[] { "search", "draw", "train", "total" }.Select(stage => result.Seconds.TryGetValue(stage, out var seconds) ? DataTable.Number(seconds) : ""),
                    DataTable.Number(result.Steps), DataTable.Number(result.ExamplesPerSecond), DataTable.Number(result.TokensPerSecond), DataTable.Number(Math.Round(result.PeakMemoryBytes / 1e9, 3)),
                ])]);
    }

    /// <summary>Mean and standard deviation over the seeds of each task and strategy; null: no strategy was run twice.</summary>
    public static DataTable? Groups(IReadOnlyList<RunData> runs)
    {
        var names = MetricNames(runs);
        var groups = runs.Where(run => run.Result is not null).GroupBy(run => (run.Result!.Task, run.Result.Strategy)).ToArray();
        return groups.All(group => group.Count() < 2) ? null : new DataTable(
            "Mean ± standard deviation over the runs of a task and a strategy",
            ["strategy", "task", "runs", .. names, "total s"],
            [.. groups.Select(group => (IReadOnlyList<string>)
            [
                group.Key.Strategy, group.Key.Task, DataTable.Number(group.Count()),
                .. names.Select(name => Spread.Of([.. group.Select(run => run.Result!.Metrics.TryGetValue(name, out var value) ? value : double.NaN).Where(double.IsFinite)], "0.0000")),
                Spread.Of([.. group.Select(run => run.Result!.Seconds.GetValueOrDefault("total"))], "0.0"),
            ])]);
    }
}
