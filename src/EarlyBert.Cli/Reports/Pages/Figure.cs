using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.Pages;

/// <summary>A chart on its card: title, a sentence that says what to look for, the drawing, and the same as a table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Caption">What to look for.</param>
/// <param name="Drawing">The SVG, or other content.</param>
/// <param name="Table">The numbers; null: the drawing says them in words itself.</param>
/// <param name="IsWide">Takes the whole width, with the words beside the drawing.</param>
internal sealed record Figure(string Title, string Caption, Html Drawing, DataTable? Table, bool IsWide = false)
{
    public Html ToHtml() => Html.Of($"""
        <figure class="card{(IsWide ? " wide" : "")}"><figcaption><h3>{Title}</h3><p>{Caption}</p></figcaption>
        <div class="drawing">{Drawing}</div>
        {(Table is null ? Html.Empty : Html.Of($"<details><summary>Numbers of “{Title}”</summary>{Table.ToHtml()}</details>"))}</figure>

        """);
}
