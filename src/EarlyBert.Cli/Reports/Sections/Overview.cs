using EarlyBert.Cli.Reports.Data;
using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.Sections;

/// <summary>What stands under the heading: the run in a sentence, and its few numbers that matter.</summary>
internal static class Overview
{
    public static Html Of(RunData run)
    {
        if (run.Result is not { } result)
            return Html.Of($"<p class=\"lead\">Run <bdi>{run.Name}</bdi>.</p>{Notes(run)}");
        var rows = $"{Words.Count(result.TrainRows)} rows to train on, {Words.Count(result.DevRows)} held out{(result.TruncatedRows > 0 ? $", {Words.Count(result.TruncatedRows)} cut to the longest input" : "")}";
        return Html.Of($"""
            <p class="lead">Run <bdi>{run.Name}</bdi>: strategy {result.Strategy}, seed {result.Seed}, {Words.Count(result.Steps)} steps; {rows}.</p>
            {Notes(run)}
            <dl class="tiles">{Tiles(run).Select(tile => Html.Of($"<div class=\"tile\"><dt>{tile.Name}</dt><dd>{tile.Value}</dd></div>"))}</dl>
            """);
    }

    /// <summary>The page's title.</summary>
    public static string Title(RunData run) => run.Result is { } result ? $"{result.Task}, {result.Strategy}" : run.Name;

    private static IEnumerable<(string Name, string Value)> Tiles(RunData run)
    {
        var result = run.Result!;
        foreach (var (name, value) in result.Metrics.Take(4))
            yield return (Words.Metric(name), Words.Score(value));
        yield return ("search, draw and training", Words.Time(result.Seconds.GetValueOrDefault("total")));
        if (run.Ticket is { } ticket)
        {
            yield return ("of the heads kept", Words.Percent((double)ticket.KeptHeads.Sum(layer => layer.Count) / (ticket.Layers * ticket.Heads)));
            yield return ("of the neurons kept", Words.Percent((double)ticket.KeptNeurons.Sum(layer => layer.Count) / ((double)ticket.Layers * ticket.Neurons)));
        }

        yield return ($"parameters, {Words.Large(result.EncoderParameters)} in the encoder", Words.Large(result.Parameters));
        yield return ("tokens a second in training", Words.Large(result.TokensPerSecond));
    }

    private static Html Notes(RunData run)
    {
        var notes = new List<string>();
        if (run.Result is null)
            notes.Add("This run has not come to its end: there is no result.json. Shown is what it left so far.");
        if (run.Curves.TornLines > 0)
            notes.Add($"{run.Curves.TornLines} line{(run.Curves.TornLines == 1 ? "" : "s")} of metrics.jsonl cannot be read and {(run.Curves.TornLines == 1 ? "is" : "are")} left out.");
        notes.AddRange(run.Curves.Messages.Distinct());
        notes.AddRange(run.Ticket?.Warnings ?? []);
        return Html.Join(notes.Select(note => Html.Of($"<p class=\"note\"><bdi>{note}</bdi></p>")));
    }
}
