namespace EarlyBert.Display.Charts;

/// <summary>A place that a line across the chart points out.</summary>
/// <param name="Name">What is there.</param>
/// <param name="At">Its value.</param>
internal sealed record Marker(string Name, double At);
