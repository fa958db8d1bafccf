namespace EarlyBert.Display.Charts;

/// <summary>One bar.</summary>
/// <param name="Name">Over it.</param>
/// <param name="Parts">Lengths of its parts.</param>
/// <param name="Value">The number at its end, as it is written.</param>
/// <param name="Color">Index into <see cref="Palette.Series"/>, for a bar of one part.</param>
internal sealed record Bar(string Name, IReadOnlyList<double> Parts, string Value, int Color = 0);
