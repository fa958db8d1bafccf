using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Cli.Reports.Sections;
using EarlyBert.Display;
using EarlyBert.Display.Charts;
using EarlyBert.Sweeps;

namespace EarlyBert.Cli.Sweeps;

/// <summary><c>report.html</c> of a sweep: its front, its trials, and the ticket that was kept.</summary>
internal static class SweepReport
{
    /// <summary>The folder holds a sweep that has come to a result.</summary>
    public static bool IsSweep(string folder) => File.Exists(FrontPath(folder)) && File.Exists(TrialsPath(folder));

    /// <summary>Makes the report from what is in a folder.</summary>
    /// <returns>The report's path.</returns>
    /// <exception cref="EarlyBertException">A file is damaged.</exception>
    public static string Write(string folder)
    {
        var (front, run, files) = (RunFolder.ReadJson<FrontFile>(FrontPath(folder)), RunData.Load(folder), new RunFolder(folder));
        TrialRecord[] records = [.. File.ReadLines(TrialsPath(folder)).Select(TrialRecord.TryParse).OfType<TrialRecord>().OrderBy(record => record.Trial)];
        var trials = TrialDisplay.Table("All trials; the best has a star", records, front.Best, front.Metric);
        RunFolder.WriteText(Path.Combine(files.ReportData, "trials.csv"), trials.ToCsv());
        var lead = Html.Of($"<p class=\"lead\">{SweepDisplay.Summary(records)}. The best, trial {front.Best.Trial}, has {front.Metric} {Words.Score(front.Best.Score ?? double.NaN)}; its model is in this folder.</p>");
        RunFolder.WriteText(files.Report, Page.Of($"Sweep {run.Name}", lead,
        [
            .. new[] { Front(front, records), Course(front, records, trials), TicketSection.Of(run), CoefficientSection.Of(run), SettingsSection.Of(run) }.OfType<Section>(),
        ]));
        return files.Report;
    }

    private static Section? Front(FrontFile front, IReadOnlyList<TrialRecord> records)
    {
        var table = TrialDisplay.Table("Trials that no other beats in score, size and latency together; the best has a star", front.Front, front.Best, front.Metric);
        var size = TrialDisplay.Chart(records, front.Front, front.Best, front.Metric, $"{Words.Title(Words.Metric(front.Metric))} against size", "parameters in the encoder", record => record.EncoderParameters);
        var latency = TrialDisplay.Chart(records, front.Front, front.Best, front.Metric, $"{Words.Title(Words.Metric(front.Metric))} against latency", "ms to score a row alone", record => record.LatencyMilliseconds);
        return Section.Of("front", "The front",
        [
            new Figure(size.Title, size.Description, size.ToHtml(), table),
            new Figure(latency.Title, latency.Description, latency.ToHtml(), table),
            new Figure("The front", "Each one's ticket is tickets/KEY.json beside this page.", table.ToHtml(), null, IsWide: true),
        ]);
    }

    /// <summary>All trials in the order of their numbers, and the best so far.</summary>
    private static Section? Course(FrontFile front, IReadOnlyList<TrialRecord> records, DataTable table)
    {
        var finished = records.Where(record => record is { State: TrialState.Completed, Score: not null }).ToArray();
        var best = double.NegativeInfinity;
        var chart = new LineChart
        {
            Title = "Trial by trial",
            Description = $"The best so far went from {Words.Score(finished[0].Score!.Value)} to {Words.Score(finished.Max(record => record.Score!.Value))}.",
            Series =
            [
                new("best so far", [.. finished.Select(record => new Point(record.Trial, best = Math.Max(best, record.Score!.Value)))], 0),
                new("trial", [.. finished.Select(record => new Point(record.Trial, record.Score!.Value))], 1) { Dots = true },
            ],
            XName = "trial",
            YName = front.Metric,
        };
        return Section.Of("trials", "The trials", [new Figure(chart.Title, chart.Description, chart.ToHtml(), null), new Figure("All trials", "Stopped trials fell behind others at the same point of their training.", table.ToHtml(), null, IsWide: true)]);
    }

    private static string FrontPath(string folder) => Path.Combine(folder, "front.json");

    private static string TrialsPath(string folder) => Path.Combine(folder, "trials.jsonl");
}
