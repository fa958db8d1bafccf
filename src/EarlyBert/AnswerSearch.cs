using EarlyBert.Bert;
using EarlyBert.Tasks.Squad;
using EarlyBert.Text;
using EarlyBert.Training;

namespace EarlyBert;

/// <summary>
/// Finds answers in what the model says of every token of every window (google-research/bert, <c>run_squad.py</c>,
/// <c>write_predictions</c>). Other than there, starts and ends are ranked among the tokens that may be one, and a start is looked at with
/// the best end in its reach too, so that there is an answer in any text; and answers are cut from the text by their place in it.
/// </summary>
internal static class AnswerSearch
{
    /// <summary>Answers every question, in their order.</summary>
    /// <param name="model">The model, in evaluation.</param>
    /// <param name="windows">The questions.</param>
    /// <param name="source">Makes batches of their rows.</param>
    /// <param name="options">How.</param>
    public static PredictedAnswer[] Run(BertForTask model, QuestionWindows windows, BatchSource source, AnswerOptions options)
    {
        var found = new AnswerCandidate[windows.Inputs.Count][];
        var noAnswer = new AnswerCandidate[windows.Inputs.Count];
        BatchedScoring.Run(source, options.BatchSize, model.call, (row, logits) =>                          // (T, 2)
        {
            noAnswer[row] = Candidate("", -1, logits[0], logits[1]);
            found[row] = BestOf(windows, row, logits, options);
        });

        return [.. Enumerable.Range(0, windows.QuestionCount).Select(question =>
        {
            var rows = windows.RowsOf(question);
            return Choose(Best(found[rows].SelectMany(row => row).OrderByDescending(candidate => candidate.Score), options), noAnswer[rows].MinBy(candidate => candidate.Score), options.NoAnswerThreshold);
        })];
    }

    /// <summary>
    /// Scores answers that were looked for without a threshold: as SQuAD 2.0 does at <paramref name="threshold"/> where some questions have
    /// no answer, else as SQuAD 1.1 does.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Score(IReadOnlyList<SquadQuestion> questions, IReadOnlyList<PredictedAnswer> answers, double threshold = 0)
    {
        var (texts, noAnswer) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var (question, answer) in questions.Zip(answers))
            (texts[question.Id], noAnswer[question.Id]) = (answer.Text, answer.NoAnswerScore);
        return questions.Any(question => question.IsImpossible) ? SquadMetrics.EvaluateWithNoAnswers(questions, texts, noAnswer, threshold) : SquadMetrics.Evaluate(questions, texts);
    }

    /// <summary>The best candidates of one window; their probabilities are still to come.</summary>
    private static AnswerCandidate[] BestOf(QuestionWindows windows, int row, ReadOnlySpan<float> logits, AnswerOptions options)
    {
        var (window, context) = (windows.WindowOf(row), windows.ContextOf(windows.QuestionOf(row)));
        var offset = windows.TokenOf(row, window.Start);
        var (starts, ends) = (new float[window.Length], new float[window.Length]);
        for (var i = 0; i < window.Length; i++)
            (starts[i], ends[i]) = (logits[2 * (offset + i)], logits[(2 * (offset + i)) + 1]);
        var places = Enumerable.Range(0, window.Length);
        var bestStarts = places.Where(i => windows.HasMaximumContext(row, window.Start + i)).OrderByDescending(i => starts[i]).Take(options.Candidates);
        var bestEnds = places.OrderByDescending(i => ends[i]).Take(options.Candidates).ToArray();
        var stretches =
            from start in bestStarts
            let reach = Math.Min(window.Length - start, options.MaxAnswerTokens)
            from end in bestEnds.Where(end => end >= start && end < start + reach).Append(Enumerable.Range(start, reach).MaxBy(end => ends[end]))
            orderby (double)starts[start] + ends[end] descending
            select (Span: context.SpanOf(window.Start + start, window.Start + end), Start: starts[start], End: ends[end]);
        return Best(stretches.Select(stretch => Candidate(context.Text.Substring(stretch.Span.Start, stretch.Span.Length), stretch.Span.Start, stretch.Start, stretch.End)), options);
    }

    /// <summary>A candidate whose probability is still to come.</summary>
    private static AnswerCandidate Candidate(string text, int place, float startLogit, float endLogit) =>
        new(text, place, (double)startLogit + endLogit, 0) { StartLogit = startLogit, EndLogit = endLogit };

    /// <summary>The first of some candidates, which come by falling score, each text once.</summary>
    private static AnswerCandidate[] Best(IEnumerable<AnswerCandidate> candidates, AnswerOptions options) =>
        [.. candidates.DistinctBy(candidate => candidate.Text, StringComparer.Ordinal).Take(options.Candidates)];

    /// <param name="texts">The best stretches of text; empty: the context has none.</param>
    /// <param name="noAnswer">"No answer".</param>
    /// <param name="threshold">Margin above which it is given; null: never.</param>
    private static PredictedAnswer Choose(AnswerCandidate[] texts, AnswerCandidate noAnswer, double? threshold)
    {
        var margin = noAnswer.Score - (texts.Length > 0 ? texts[0].Score : 0);
        var allowed = threshold is not null || texts.Length == 0;
        var candidates = WithProbabilities(allowed ? [.. texts, noAnswer] : texts);
        var nothing = texts.Length == 0 || margin > threshold;
        return new PredictedAnswer(candidates.First(candidate => candidate.IsNoAnswer == nothing), margin, candidates);
    }

    private static AnswerCandidate[] WithProbabilities(AnswerCandidate[] candidates)
    {
        var most = candidates.Max(candidate => candidate.Score);
        var sum = candidates.Sum(candidate => Math.Exp(candidate.Score - most));
        return [.. candidates.OrderByDescending(candidate => candidate.Score).Select(candidate => candidate with { Probability = Math.Exp(candidate.Score - most) / sum })];
    }
}
