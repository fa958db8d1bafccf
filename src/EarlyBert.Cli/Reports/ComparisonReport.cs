using EarlyBert.Cli.Output;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.Cli.Reports.Pages;
using EarlyBert.Cli.Reports.Sections;
using EarlyBert.Display;

namespace EarlyBert.Cli.Reports;

/// <summary>Several runs on one page.</summary>
internal static class ComparisonReport
{
    /// <summary>Reads the runs and writes the page, and its table as CSV beside it.</summary>
    /// <param name="folders">The runs' folders.</param>
    /// <param name="file">The page.</param>
    /// <exception cref="EarlyBertException">A folder holds no run, or a file is damaged.</exception>
    public static void Write(IReadOnlyList<string> folders, string file)
    {
        var runs = Load(folders);
        RunFolder.WriteText(Path.ChangeExtension(file, ".csv"), ComparisonTables.Runs(runs).ToCsv());
        RunFolder.WriteText(file, ToHtml(runs));
    }

    /// <summary>The page.</summary>
    public static string ToHtml(IReadOnlyList<RunData> runs) => Page.Of(
        $"{runs.Count} runs compared",
        Html.Of($"<p class=\"lead\">{string.Join(", ", runs.Select(run => run.Name))}.</p>"),
        [.. new[] { ComparisonSections.Summary(runs), ComparisonSections.Bars(runs), ComparisonSections.Curves(runs), ComparisonSections.Tickets(runs) }.OfType<Section>()]);

    /// <summary>The runs; those whose folders are called alike get the folders above in their names.</summary>
    private static RunData[] Load(IReadOnlyList<string> folders)
    {
        var paths = folders.Select(Path.GetFullPath).Distinct().ToArray();
        var runs = Array.ConvertAll(paths, RunData.Load);
        return [.. runs.Select((run, index) => runs.Count(other => other.Name == run.Name) == 1 ? run : run with { Name = Path.Combine(Path.GetFileName(Path.GetDirectoryName(paths[index])) ?? "", run.Name) })];
    }
}
