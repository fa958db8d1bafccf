namespace EarlyBert.Display;

/// <summary>
/// A piece of HTML for a page that is not ours, such as a notebook's output. Its style stands inside and changes nothing outside; it runs no script and
/// fetches nothing. It is light, or dark where the system is, unless the notebook says which theme it has (VS Code, JupyterLab).
/// </summary>
internal static class Fragment
{
    /// <summary>The class of the element around it.</summary>
    private const string Root = ".earlybert";

    private static readonly Lazy<string> Style = new(() =>
    {
        var (light, dark) = ($"{{color-scheme:light;{Palette.Light.ToCss()}}}", $"{{color-scheme:dark;{Palette.Dark.ToCss()}}}");
        return $"{Root}{light}@media(prefers-color-scheme:dark){{{Root}{dark}}}"
            + $"{Under(".vscode-dark", ".vscode-high-contrast", "[data-jp-theme-light=false]")}{dark}"
            + $"{Under(".vscode-light", ".vscode-high-contrast-light", "[data-jp-theme-light=true]")}{light}\n"
            + $"{Root}{{{Stylesheet.Resource("fragment.css")}{Stylesheet.Rules}}}";
    });

    /// <summary>The piece with its style around it.</summary>
    public static Html Of(Html content) => Html.Of($"<div class=\"earlybert\"><style>{new Html(Style.Value)}</style>{content}</div>");

    /// <summary>A chart under its title and a sentence that says what to look for.</summary>
    public static Html Figure(string title, string caption, Html drawing) => Html.Of($"<figure><figcaption><b>{title}</b><p>{caption}</p></figcaption>{drawing}</figure>\n");

    /// <summary>Figures, two beside each other where there is room.</summary>
    public static Html Grid(IEnumerable<Html> figures) => Html.Of($"<div class=\"grid\">{figures}</div>\n");

    /// <summary>A sentence.</summary>
    public static Html Sentence(string text) => Html.Of($"<p>{text}</p>\n");

    private static string Under(params string[] themes) => string.Join(',', themes.Select(theme => $"{theme} {Root}"));
}
