namespace EarlyBert.Text;

/// <summary>
/// A stretch of a context's pieces that fits into one model input. A long context takes several, which overlap, so that an answer that
/// one of them cuts stands whole in another (google-research/bert, <c>run_squad.py</c>).
/// </summary>
/// <param name="Start">Its first piece.</param>
/// <param name="Length">Number of pieces.</param>
public readonly record struct ContextWindow(int Start, int Length)
{
    /// <summary>The piece after its last.</summary>
    public int End => Start + Length;

    /// <summary>The windows that cover a context: each as long as there is room, the last one ending with the context.</summary>
    /// <param name="pieces">Pieces of the context; without any there is one empty window.</param>
    /// <param name="room">Most pieces of a window, at least 1.</param>
    /// <param name="stride">Pieces from the start of a window to that of the next, 1 to <paramref name="room"/>, so that none is left out.</param>
    public static ContextWindow[] Cover(int pieces, int room, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pieces);
        ArgumentOutOfRangeException.ThrowIfLessThan(room, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, room);
        var windows = new List<ContextWindow>();
        for (var start = 0; windows.Count == 0 || windows[^1].End < pieces; start += stride)
            windows.Add(new ContextWindow(start, Math.Min(room, pieces - start)));
        return [.. windows];
    }

    /// <summary>
    /// Whether a window is the one that judges a piece. A piece may stand in several; the one that shows most of what is around it is
    /// believed: pieces on the shorter side, and a hundredth of the window's length; among equals the earlier.
    /// </summary>
    /// <param name="windows">All windows of the context, in their order.</param>
    /// <param name="window">Index of the window.</param>
    /// <param name="piece">A piece in it.</param>
    public static bool HasMaximumContext(ReadOnlySpan<ContextWindow> windows, int window, int piece)
    {
        var (best, most) = (-1, double.NegativeInfinity);
        for (var i = 0; i < windows.Length; i++)
        {
            var score = windows[i].ContextOf(piece);
            if (score > most)
                (best, most) = (i, score);
        }

        return best == window;
    }

    /// <summary>What the window shows around a piece; nothing outside it.</summary>
    private double ContextOf(int piece) =>
        piece < Start || piece >= End ? double.NegativeInfinity : Math.Min(piece - Start, End - 1 - piece) + (0.01 * Length);
}
