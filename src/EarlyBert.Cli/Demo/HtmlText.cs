using System.Net;
using System.Text.RegularExpressions;

namespace EarlyBert.Cli.Demo;

/// <summary>The words of an HTML page.</summary>
internal static partial class HtmlText
{
    /// <summary>Leaves out scripts, styles, comments and tags; turns breaks into line ends and entities into characters.</summary>
    public static string Strip(string html)
    {
        var text = Unseen().Replace(html, " ");
        text = Break().Replace(text, "\n");
        text = Tag().Replace(text, "");
        return WebUtility.HtmlDecode(text).Replace('\u00A0', ' ');
    }

    [GeneratedRegex(@"<!--.*?(-->|\z)|<(script|style|title)\b.*?(</\2\s*>|\z)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"<(br|/?p|/?div|/?tr|/?t[dh]|/?h\d|/?li|/?table|hr)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex(@"<[/!?a-z][^>]*(>|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();
}
