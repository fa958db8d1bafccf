namespace EarlyBert.Text;

/// <summary>How a question and its context become model inputs (google-research/bert, <c>run_squad.py</c>).</summary>
public sealed record WindowOptions
{
    /// <summary>
    /// Word pieces from the start of a window to that of the next; at most as many as fit into one. Null: a third of the longest input,
    /// 128 of 384 as SQuAD has it. Default: null.
    /// </summary>
    public int? Stride { get; set; }

    /// <summary>Longest question in word pieces; longer ones are cut, to leave the context at least half of the input. Default: 64.</summary>
    public int MaxQuestionTokens { get; set; } = 64;

    internal void Collect(List<string> faults)
    {
        OptionChecks.Check(faults, Stride is null or (>= 1 and <= 65536), "Windows.Stride", Stride, "1 to 65536, or null for a third of MaxTokens");
        OptionChecks.Check(faults, MaxQuestionTokens is >= 1 and <= 65536, "Windows.MaxQuestionTokens", MaxQuestionTokens, "1 to 65536");
    }
}
