using System.Security.Cryptography;
using System.Text;
using EarlyBert.Display;

namespace EarlyBert.Cli.Reports.Pages;

/// <summary>
/// A whole report as one file that needs nothing beside it and fetches nothing: its style and its little script (which switches the theme)
/// stand inside, and its content security policy allows no others.
/// </summary>
internal static class Page
{
    private static readonly Lazy<string> Style = new(() =>
        $":root{{color-scheme:light;{Palette.Light.ToCss()}}}" +
        $"@media(prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{Palette.Dark.ToCss()}}}}}" +
        $":root[data-theme=dark]{{color-scheme:dark;{Palette.Dark.ToCss()}}}\n" +
        DisplayStyle.Rules + Resource("report.css"));

    private static readonly Lazy<string> Script = new(() => Resource("report.js"));

    /// <summary>The page.</summary>
    /// <param name="title">Its title and first heading.</param>
    /// <param name="lead">What stands under the heading.</param>
    /// <param name="sections">Its parts.</param>
    public static string Of(string title, Html lead, IReadOnlyList<Section> sections) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {Hash(Style.Value)}; script-src {Hash(Script.Value)}; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="generator" content="earlybert report">
        <title>{title}</title>
        <link rel="icon" href="data:,">
        <style>{new Html(Style.Value)}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header><div class="bar"><p class="brand">EarlyBert report</p>
        <button type="button" id="theme" hidden>Theme: as the system</button></div>
        <h1><bdi>{title}</bdi></h1>
        {lead}
        <nav aria-label="Parts of the report"><ul>{sections.Select(section => Html.Of($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>"))}</ul></nav>
        </header>
        <main id="content" tabindex="-1">
        {sections.Select(section => Html.Of($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-title\"><h2 id=\"{section.Id}-title\">{section.Title}</h2>\n{section.Content}</section>\n"))}</main>
        <script>{new Html(Script.Value)}</script>
        </body>
        </html>

        """).ToString();

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Resource(string name) => BuiltInText.Read(typeof(Page).Assembly, $"EarlyBert.Cli.Reports.{name}");
}
