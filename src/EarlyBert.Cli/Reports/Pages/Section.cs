using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.Pages;

/// <summary>A part of a report.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Content">Figures, tables and words.</param>
internal sealed record Section(string Id, string Title, Html Content)
{
    /// <summary>A section of figures, two beside each other where there is room and the first alone when they are odd; null when there are none.</summary>
    public static Section? Of(string id, string title, IEnumerable<Figure?> figures)
    {
        var there = figures.OfType<Figure>().ToArray();
        var isOdd = there.Count(figure => !figure.IsWide) % 2 == 1;
        var all = there.Select((figure, index) => (index == 0 && isOdd ? figure with { IsWide = true } : figure).ToHtml()).ToArray();
        return all.Length == 0 ? null : new Section(id, title, Html.Of($"<div class=\"grid\">{all}</div>"));
    }
}
