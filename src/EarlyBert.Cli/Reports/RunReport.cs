using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Cli.Reports.Sections;
using EarlyBert.Cli.Sweeps;
using EarlyBert.Display;

namespace EarlyBert.Cli.Reports;

/// <summary><c>report.html</c>: what a run's folder tells, as one page for people and as CSV files for other programs.</summary>
internal static class RunReport
{
    /// <summary>Makes the report of a run that is complete; when that fails, the run stays as it is and the terminal is warned.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="terminal">Who is warned.</param>
    public static void TryWrite(RunFolder folder, Terminal terminal)
    {
        try
        {
            Write(folder.Root);
        }
        catch (Exception fault) when (fault is EarlyBertException or IOException or UnauthorizedAccessException)
        {
            terminal.Warn($"the run is complete, but its report could not be made: {fault.Message}");
        }
    }

    /// <summary>Makes the report from what is in a folder.</summary>
    /// <returns>The report's path.</returns>
    /// <exception cref="EarlyBertException">There is no run, or a file of it is damaged.</exception>
    public static string Write(string path)
    {
        if (SweepReport.IsSweep(path))
            return SweepReport.Write(path);
        var run = RunData.Load(path);
        var folder = new RunFolder(path);
        foreach (var (name, table) in Tables(run))
            RunFolder.Replace(Path.Combine(folder.ReportData, name), table is null ? null : file => RunFolder.WriteText(file, table.ToCsv()));
        RunFolder.WriteText(folder.Report, ToHtml(run));
        return folder.Report;
    }

    /// <summary>The page.</summary>
    public static string ToHtml(RunData run) => Page.Of(Overview.Title(run), Overview.Of(run),
    [
        .. new[] { CurvesSection.Of(run), MaskSection.Of(run), TicketSection.Of(run), CoefficientSection.Of(run), MistakesSection.Of(run), CostSection.Of(run), SettingsSection.Of(run) }.OfType<Section>(),
    ]);

    /// <summary>The files beside the page; null: the run has no such numbers.</summary>
    private static IEnumerable<(string Name, DataTable? Table)> Tables(RunData run)
    {
        var classes = run.Predictions.OfType<ClassPrediction>().ToArray();
        var labels = run.Predictions.OfType<LabelsPrediction>().ToArray();
        yield return ("curves.csv", RunTables.Curves(run));
        yield return ("evaluations.csv", RunTables.Evaluations(run));
        yield return ("mask-distance.csv", RunTables.Trace(run));
        yield return ("mask-distance-heads.csv", run.Summary is { } heads ? RunTables.Distances(heads, heads.Heads, "heads") : null);
        yield return ("mask-distance-neurons.csv", run.Summary is { } neurons ? RunTables.Distances(neurons, neurons.Neurons, "neurons") : null);
        yield return ("ticket.csv", RunTables.TicketUnits(run));
        yield return ("coefficients.csv", RunTables.Coefficients(run));
        yield return ("confusion.csv", classes.Length > 0 ? RunTables.Confusion(new ConfusionMatrix(classes, run.Config?.Labels ?? [])) : null);
        yield return ("labels.csv", labels.Length > 0 ? RunTables.Labels(labels, run.Config?.Labels ?? []) : null);
    }
}
