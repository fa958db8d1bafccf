using System.Text.Json.Serialization;
using EarlyBert.Text;

namespace EarlyBert;

/// <summary>How answers are looked for, with the defaults of google-research/bert's <c>run_squad.py</c>.</summary>
public sealed record AnswerOptions
{
    /// <summary>
    /// Allows "no answer": it is given when <see cref="PredictedAnswer.NoAnswerScore"/> is above this; 0 is SQuAD 2.0's default, and its script finds
    /// the best (<c>best_f1_thresh</c>). Null: every question gets an answer, as in SQuAD 1.1. Default: null.
    /// </summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] // It may be infinite.
    public double? NoAnswerThreshold { get; init; }

    /// <summary>Longest answer in word pieces. Default: 30.</summary>
    public int MaxAnswerTokens { get; init; } = 30;

    /// <summary>Candidates a question, and starts and ends looked at in each window. Default: 20.</summary>
    public int Candidates { get; init; } = 20;

    /// <summary>Windows a forward pass. Default: 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How questions and contexts become inputs; best as in training.</summary>
    public WindowOptions Windows { get; init; } = new();

    /// <summary>Throws one <see cref="EarlyBertException"/> that names every option out of range.</summary>
    public void Validate()
    {
        var faults = new List<string>();
        Collect(faults);
        OptionChecks.ThrowIfAny(faults);
    }

    internal void Collect(List<string> faults)
    {
        OptionChecks.Check(faults, NoAnswerThreshold is not { } threshold || !double.IsNaN(threshold), "NoAnswerThreshold", NoAnswerThreshold, "a number, or null to answer every question");
        OptionChecks.Check(faults, MaxAnswerTokens is >= 1 and <= 65536, "MaxAnswerTokens", MaxAnswerTokens, "1 to 65536");
        OptionChecks.Check(faults, Candidates is >= 1 and <= 10_000, "Candidates", Candidates, "1 to 10000");
        OptionChecks.Check(faults, BatchSize is >= 1 and <= 65536, "BatchSize", BatchSize, "1 to 65536");
        Windows.Collect(faults);
    }
}
