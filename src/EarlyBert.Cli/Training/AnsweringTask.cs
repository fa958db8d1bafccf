using EarlyBert.Cli.Data;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.MLNet;
using EarlyBert.Tasks.Squad;
using Microsoft.ML;

namespace EarlyBert.Cli.Training;

/// <summary>
/// Answering questions. It trains without a pipeline, whose rows have neither the questions' ids nor several answers, and puts the model into one.
/// </summary>
/// <param name="train">Questions to learn.</param>
/// <param name="dev">Questions held out; null: none.</param>
/// <param name="answers">How answers are looked for.</param>
internal sealed class AnsweringTask(IReadOnlyList<SquadQuestion> train, IReadOnlyList<SquadQuestion>? dev, AnswerOptions answers) : FineTuneTask
{
    /// <summary>Chars of a context that are shown before an answer, and as many from it on.</summary>
    private const int Beside = 150;

    private readonly int _impossible = train.Count(question => question.IsImpossible);

    public override string Name => SquadSource.TaskName;

    public override string Description => _impossible > 0 ? FormattableString.Invariant($"questions, {_impossible:#,0} of the training ones without an answer") : "questions that all have an answer";

    public override int TrainRows => train.Count;

    public override int DevRows => dev?.Count ?? 0;

    public override FineTuned Train(MLContext ml, FineTuneRequest request, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var result = QuestionAnsweringTraining.Fit(train, request.Options, dev, request.Ticket, progress: progress, cancellationToken: cancellation);
        result.Answerer.Answers = answers with { NoAnswerThreshold = answers.NoAnswerThreshold ?? result.Answerer.Answers.NoAnswerThreshold };
        SquadPredictions? predictions = null;
        return new FineTuned
        {
            Pipeline = EarlyBertQuestionAnsweringTransformer.From(ml, result),
            InputSchema = ml.Data.LoadFromEnumerable(Array.Empty<QuestionRow>()).Schema,
            Model = result.Answerer,
            Run = result,
            TruncatedRows = result.TruncatedQuestions,
            Score = () =>
            {
                predictions = dev is null ? null : SquadPredictions.Of(result.Answerer, dev);
                return predictions is null ? new ScoredRows(new Dictionary<string, double>(), []) : new ScoredRows(predictions.Metrics, [.. dev!.Zip(predictions.Answers, Said)]);
            },
            SaveMore = folder =>
            {
                SquadPredictions.Remove(folder.Root);
                predictions?.Write(folder.Root);
            },
        };
    }

    private static Prediction Said(SquadQuestion question, PredictedAnswer answer)
    {
        string[] golds = [.. question.Answers.Select(gold => gold.Text).Distinct()];
        var f1 = golds.Select(gold => SquadMetrics.F1(answer.Text, gold, emptyMatch: true)).DefaultIfEmpty(answer.Text.Length == 0 ? 1 : 0).Max();
        return new AnswerPrediction(question.Question, Excerpt(question), golds, answer.Text, f1);
    }

    /// <summary>The context around the answer, or its beginning.</summary>
    private static string Excerpt(SquadQuestion question)
    {
        var from = Math.Max(0, (question.LocatedAnswer?.Start ?? 0) - Beside);
        return question.Context.Substring(from, Math.Min(question.Context.Length - from, 2 * Beside));
    }

    private sealed class QuestionRow
    {
        public string Context { get; set; } = "";

        public string Question { get; set; } = "";
    }
}
