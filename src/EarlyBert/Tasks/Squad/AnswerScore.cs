namespace EarlyBert.Tasks.Squad;

/// <summary>What the prediction for one question is worth in version 2.0 of SQuAD.</summary>
/// <param name="HasAnswer">The question has an answer.</param>
/// <param name="IsAnswered">Something was predicted.</param>
/// <param name="Exact">Exact match of the prediction, 0 or 1.</param>
/// <param name="F1">F1 of the prediction, 0 to 1.</param>
/// <param name="NoAnswerScore">How much speaks for "no answer".</param>
internal readonly record struct AnswerScore(bool HasAnswer, bool IsAnswered, double Exact, double F1, double NoAnswerScore)
{
    /// <summary>
    /// Scores a prediction against the question's answers, of which those without words do not count; none left is "no answer". Without a
    /// prediction every score is 0, at every threshold.
    /// </summary>
    public static AnswerScore Of(SquadQuestion question, string? prediction, double noAnswerScore)
    {
        if (prediction is null)
            return new AnswerScore(question.Answers.Count > 0, false, 0, 0, double.NegativeInfinity);
        var golds = question.Answers.Select(answer => answer.Text).Where(text => AnswerText.Words(text).Count > 0).DefaultIfEmpty("").ToArray();
        return new AnswerScore(question.Answers.Count > 0, prediction.Length > 0,
            golds.Max(gold => SquadMetrics.ExactMatch(prediction, gold)), golds.Max(gold => SquadMetrics.F1(prediction, gold, emptyMatch: true)), noAnswerScore);
    }

    /// <summary>Exact match when questions above a threshold count as not answered.</summary>
    public double ExactAt(double threshold) => NoAnswerScore > threshold ? (HasAnswer ? 0 : 1) : Exact;

    /// <summary>F1 when questions above a threshold count as not answered.</summary>
    public double F1At(double threshold) => NoAnswerScore > threshold ? (HasAnswer ? 0 : 1) : F1;
}
