namespace EarlyBert.Text;

/// <summary>A stretch of a text, in chars (UTF-16).</summary>
/// <param name="Start">Index of its first char.</param>
/// <param name="Length">Number of chars.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Index after its last char.</summary>
    public int End => Start + Length;
}
