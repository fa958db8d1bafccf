namespace EarlyBert.Display.Charts;

/// <summary>What all charts have: an SVG element with a title and a description for those who do not see it, and a legend.</summary>
internal static class Drawing
{
    /// <summary>The drawing.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="description">What is to be seen in it, in words.</param>
    /// <param name="height">Height in units of which the width has <see cref="Plane.Width"/>.</param>
    /// <param name="content">Its shapes.</param>
    public static Html Of(string title, string description, double height, Html content) => Html.Of($"""
        <svg class="chart" viewBox="0 0 {Plane.Width} {height}" role="img" aria-label="{title}. {description}"><desc>{description}</desc>
        {content}</svg>
        """);

    /// <summary>Names beside samples of lines; nothing for a single line.</summary>
    public static Html Legend(IReadOnlyList<Series> series) => series.Count < 2 ? Html.Empty : Html.Of($"""
        <ul class="legend">{series.Select(line => Html.Of($"<li><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\" class=\"s{line.ColorIndex}\"><line class=\"line\" x1=\"2\" x2=\"24\" y1=\"6\" y2=\"6\" stroke-dasharray=\"{line.Dashes}\"/></svg><bdi>{line.Name}</bdi></li>"))}</ul>
        """);
}
