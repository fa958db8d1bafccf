namespace EarlyBert.Notebooks;

/// <summary>What a cell of a lesson is.</summary>
public enum CellKind
{
    /// <summary>Words.</summary>
    Markdown,

    /// <summary>C#.</summary>
    Code,
}

/// <summary>A cell of a notebook.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Source">Its text, lines ended by <c>\n</c>, without blank lines around it.</param>
public sealed record Cell(CellKind Kind, string Source);
