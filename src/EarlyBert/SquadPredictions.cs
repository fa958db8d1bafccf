using System.Text.Encodings.Web;
using System.Text.Json;
using EarlyBert.Tasks.Squad;

namespace EarlyBert;

/// <summary>
/// A model's answers to a set of questions, their scores, and the files that google-research/bert's <c>run_squad.py</c> leaves of them, which SQuAD's own
/// scripts read.
/// </summary>
public sealed class SquadPredictions
{
    private const string PredictionsFile = "predictions.json", CandidatesFile = "nbest_predictions.json", NoAnswerFile = "null_odds.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IReadOnlyList<SquadQuestion> _questions;
    private readonly bool _hasNoAnswers;

    private SquadPredictions(IReadOnlyList<SquadQuestion> questions, IReadOnlyList<PredictedAnswer> answers, bool hasNoAnswers, double threshold)
    {
        (_questions, Answers, _hasNoAnswers) = (questions, answers, hasNoAnswers);
        Metrics = questions.Any(question => question.IsImpossible)
            // The best threshold is looked for among the answers that would be given without one.
            ? AnswerSearch.Score(questions, [.. answers.Select(answer => answer with { Best = BestText(answer) })], threshold)
            : SquadMetrics.Evaluate(questions, Texts());
    }

    /// <summary>The answers, in the order of the questions.</summary>
    public IReadOnlyList<PredictedAnswer> Answers { get; }

    /// <summary>
    /// The scores: those of version 2.0 (<see cref="SquadMetrics.EvaluateWithNoAnswers"/>) where some questions have no answer, else those of version 1.1
    /// (<see cref="SquadMetrics.Evaluate"/>).
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>Answers questions.</summary>
    /// <param name="answerer">The model.</param>
    /// <param name="questions">The questions with their answers, at least one.</param>
    /// <param name="options">
    /// How; null: the model's own, <see cref="QuestionAnswerer.Answers"/>. "No answer" is allowed where there is a threshold or some questions have no answer, at 0 where there is no threshold.
    /// </param>
    /// <exception cref="EarlyBertException">An option is out of range.</exception>
    public static SquadPredictions Of(QuestionAnswerer answerer, IReadOnlyList<SquadQuestion> questions, AnswerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(answerer);
        ArgumentNullException.ThrowIfNull(questions);
        options ??= answerer.Answers;
        if (questions.Any(question => question.IsImpossible))
            options = options with { NoAnswerThreshold = options.NoAnswerThreshold ?? 0 };
        var answers = answerer.Answer([.. questions.Select(question => question.Question)], [.. questions.Select(question => question.Context)], options);
        return new SquadPredictions(questions, answers, options.NoAnswerThreshold is not null, options.NoAnswerThreshold ?? 0);
    }

    /// <summary>
    /// Writes <c>predictions.json</c> (the answer by question id, empty for "no answer"), <c>nbest_predictions.json</c> (the candidates with their
    /// probabilities and logits) and, where "no answer" is allowed, <c>null_odds.json</c> (how much speaks for it), each beside and renamed.
    /// </summary>
    /// <param name="directory">The folder; made if it does not exist.</param>
    /// <exception cref="EarlyBertException">A file cannot be written.</exception>
    public void Write(string directory)
    {
        Remove(directory);
        Write(PredictionsFile, answer => answer.Text);
        Write(CandidatesFile, answer => answer.Candidates.Select(candidate => new { text = candidate.Text, probability = candidate.Probability, start_logit = candidate.StartLogit, end_logit = candidate.EndLogit }));
        if (_hasNoAnswers)
            Write(NoAnswerFile, answer => answer.NoAnswerScore);

        void Write<T>(string name, Func<PredictedAnswer, T> value) =>
            AtomicFile.Write(Path.Combine(directory, name), stream => JsonSerializer.Serialize(stream, ById(value), Json));
    }

    /// <summary>Takes away the files that <see cref="Write"/> leaves, where there are any: those of an earlier run do not belong to another model.</summary>
    /// <param name="directory">The folder.</param>
    public static void Remove(string directory)
    {
        foreach (var path in new[] { PredictionsFile, CandidatesFile, NoAnswerFile }.Select(name => Path.Combine(directory, name)).Where(File.Exists))
            File.Delete(path);
    }

    private static AnswerCandidate BestText(PredictedAnswer answer) => answer.Candidates.Where(candidate => !candidate.IsNoAnswer).DefaultIfEmpty(answer.Best).First();

    private Dictionary<string, string> Texts() => ById(answer => answer.Text);

    private Dictionary<string, T> ById<T>(Func<PredictedAnswer, T> value)
    {
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (question, answer) in _questions.Zip(Answers))
            values[question.Id] = value(answer);
        return values;
    }
}
