namespace EarlyBert.Display.Charts;

/// <summary>A stretch of the horizontal axis with a colour behind it: a stage of the run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Style">CSS class: <c>search</c>, <c>train</c> or <c>second</c>.</param>
internal sealed record Shade(string Name, double From, double To, string Style);
