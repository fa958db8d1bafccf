namespace EarlyBert.Display.Charts;

/// <summary>A point of a line or a cloud.</summary>
/// <param name="X">Along the horizontal axis.</param>
/// <param name="Y">Along the vertical axis.</param>
internal readonly record struct Point(double X, double Y);
