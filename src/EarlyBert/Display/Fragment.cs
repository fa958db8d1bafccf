using System.Text.RegularExpressions;

namespace EarlyBert.Display;

/// <summary>
/// A piece of a notebook with its style inside. The rules reach nothing outside of it; the colours are those of the notebook's theme where it has one
/// (VS Code, JupyterLab), else the system's.
/// </summary>
internal static partial class Fragment
{
    private const string Frame = """
        .earlybert{color:var(--text);background:var(--card);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;max-width:760px;padding:12px 14px;border-radius:10px}
        .earlybert p{margin:0 0 10px}
        .earlybert .chart{margin:6px 0 14px}
        .earlybert .progress{background:var(--grid);border-radius:5px;height:9px;overflow:hidden;margin:4px 0}
        .earlybert .progress>div{background:var(--s0);height:100%}
        .earlybert .scroll{max-height:none}
        .earlybert .scroll tbody th,.earlybert .scroll td.k{white-space:normal}
        .earlybert .scroll tbody th{font-weight:400;min-width:7em}

        """;

    private static readonly Lazy<string> Style = new(() =>
        $".earlybert{{color-scheme:light;{Palette.Light.ToCss()}}}\n" +
        $"@media(prefers-color-scheme:dark){{.earlybert{{color-scheme:dark;{Palette.Dark.ToCss()}}}}}\n" +
        $".vscode-light .earlybert,[data-jp-theme-light=true] .earlybert{{color-scheme:light;{Palette.Light.ToCss()}}}\n" +
        $".vscode-dark .earlybert,[data-jp-theme-light=false] .earlybert{{color-scheme:dark;{Palette.Dark.ToCss()}}}\n" +
        Frame.ReplaceLineEndings("\n") + Rule().Replace(DisplayStyle.Rules, rule => $"{string.Join(',', rule.Groups[1].Value.Trim().Split(',').Select(selector => $".earlybert {selector}"))}{{{rule.Groups[2].Value}}}\n"));

    /// <summary>The fragment.</summary>
    public static string Of(Html content) => Html.Of($"<div class=\"earlybert\"><style>{new Html(Style.Value)}</style>{content}</div>").ToString();

    [GeneratedRegex(@"([^{}]+)\{([^{}]*)\}")]
    private static partial Regex Rule();
}
