using EarlyBert.Bert;
using EarlyBert.Tasks.Squad;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>Fine-tuning a model that answers questions by early-bird ticket, or by one of the strategies it is compared with.</summary>
public static class QuestionAnsweringTraining
{
    /// <summary>
    /// Tokenises, cuts windows, builds the model, searches, draws, prunes, rewinds, trains and folds, as <paramref name="options"/> say. A
    /// window that does not show the whole answer, and every window of a question without one, points at <c>[CLS]</c>.
    /// </summary>
    /// <param name="train">
    /// Training questions. The first answer with a known place is learned; questions with none that are not
    /// <see cref="SquadQuestion.IsImpossible"/> either are left out and counted.
    /// </param>
    /// <param name="options">The run's settings, <see cref="EarlyBertOptions.ForQuestionAnswering"/> to start from; validated first.</param>
    /// <param name="validation">
    /// Questions answered at the end of each training epoch, and scored as <see cref="SquadMetrics.Evaluate"/> or, where some have no answer,
    /// <see cref="SquadMetrics.EvaluateWithNoAnswers"/> do. Null: none.
    /// </param>
    /// <param name="ticket">A ticket drawn before: the search is skipped. Null: draw one.</param>
    /// <param name="pretrained">
    /// Weights in memory to start from, in the place of <see cref="EarlyBertOptions.Pretrained"/>; neither changed nor disposed. Null: as the options say.
    /// </param>
    /// <param name="progress">Receives reports, on the training thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="EarlyBertException">Options, data or a file are at fault, or the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static QuestionAnswererResult Fit(IReadOnlyList<SquadQuestion> train, EarlyBertOptions options, IReadOnlyList<SquadQuestion>? validation = null,
        EarlyBirdTicket? ticket = null, PretrainedBert? pretrained = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        CheckUnused(options);
        if (train.Count == 0)
            throw new EarlyBertException("There are no training questions; check the file.");
        if (validation is { Count: 0 })
            throw new EarlyBertException("There are no validation questions; check the file, or leave the validation set out.");
        var session = new FineTuningSession(TaskHead.QuestionAnswering, FineTuningDefaults.QuestionAnswering, options, ticket, pretrained, progress, cancellationToken);
        var metrics = validation is null ? null : MetricNames(validation);
        session.ResolveMetric(metrics);
        StartingPoint start;
        SquadQuestion[] usable;
        QuestionWindows windows;
        QuestionWindows? held;
        using (session.Report.Begin(TrainingStage.Prepare))
        {
            var texts = train.Select(question => question.Context).Distinct(StringComparer.Ordinal).Concat(train.Select(question => question.Question));
            start = session.Start(labels: [], texts);
            var encoder = new QuestionEncoder(new WordPiece(start.Vocabulary, start.LowerCase), start.MaxTokens, session.Options.Windows);
            usable = Usable(train, encoder.WordPiece, session.Report);
            windows = WindowsOf(usable, encoder, cancellationToken);
            held = validation is null ? null : WindowsOf(validation, encoder, cancellationToken);
            if (windows.TruncatedQuestions > 0)
                session.Report.Say(TrainingStage.Prepare, $"{windows.TruncatedQuestions} of {usable.Length} questions are longer than {encoder.MaxQuestionTokens} word pieces and were cut.");
        }

        using (start)
        {
            var positions = PositionsOf(usable, windows);
            var rows = new TrainingRows(windows.Inputs, batch => tensor(batch.SelectMany(row => positions[row]).ToArray(), [batch.Length, 2]));
            var scored = held is null ? null : new ValidationRows(held.Inputs, metrics!, (model, source) => Evaluate(model, source, validation!, held, session.Options.Windows));
            using var network = session.Train(start, rows, scored);
            var answerer = new QuestionAnswerer(start.With(network), session.Device, "the trained weights")
            {
                Answers = new AnswerOptions { Windows = session.Options.Windows with { }, NoAnswerThreshold = Array.Exists(usable, question => question.IsImpossible) ? 0 : null },
            };
            return new QuestionAnswererResult(network.Result, answerer)
            {
                Windows = windows.Inputs.Count,
                TruncatedQuestions = windows.TruncatedQuestions,
                SkippedQuestions = train.Count - usable.Length,
            };
        }
    }

    /// <summary>Questions that a message names.</summary>
    private const int Shown = 3;

    /// <summary>Refuses what is for texts with labels alone.</summary>
    private static void CheckUnused(EarlyBertOptions options)
    {
        if (options.Thresholds != LabelThresholds.Half)
            throw new EarlyBertException($"Thresholds are '{options.Thresholds}', but questions have no labels; leave them out.");
        if (options.Train.ClassWeights != ClassWeights.None)
            throw new EarlyBertException($"Train.ClassWeights are '{options.Train.ClassWeights}', but questions have no classes; leave them out.");
        if (options.LongText != LongText.Head)
            throw new EarlyBertException($"LongText is '{options.LongText}', but long contexts of questions are read as Windows say; leave it out.");
    }

    /// <summary>The questions that can be learned from.</summary>
    private static SquadQuestion[] Usable(IReadOnlyList<SquadQuestion> questions, WordPiece wordPiece, RunMonitor report)
    {
        // An answer of white space or controls alone has no pieces.
        var usable = questions.Where(question => question.IsImpossible || (question.LocatedAnswer is { } answer && wordPiece.Encode(answer.Text).Length > 0)).ToArray();
        if (usable.Length == questions.Count)
            return usable;
        var left = questions.Except(usable).Take(Shown).Select(question => $"'{question.Id}'").ToArray();
        var which = left.Length == 1 ? $"the first is {left[0]}" : $"the first are {string.Join(", ", left)}";
        if (usable.Length == 0)
            throw new EarlyBertException($"None of the {questions.Count} training questions has an answer that stands in its context, {which}; check that the answers' places are counted in the context as it is given.");
        report.Say(TrainingStage.Prepare, $"{questions.Count - usable.Length} of {questions.Count} questions have no answer that stands in their context, {which}; they are left out.", isWarning: true);
        return usable;
    }

    private static QuestionWindows WindowsOf(IReadOnlyList<SquadQuestion> questions, QuestionEncoder encoder, CancellationToken cancellationToken) =>
        QuestionWindows.Build(encoder, [.. questions.Select(question => question.Question)], [.. questions.Select(question => question.Context)], cancellationToken);

    /// <summary>For each window the two tokens that start and end logits should point at.</summary>
    private static long[][] PositionsOf(SquadQuestion[] questions, QuestionWindows windows)
    {
        var answers = questions.Select((question, i) => question.IsImpossible ? null : windows.ContextOf(i).PiecesOf(question.LocatedAnswer!.Span!.Value)).ToArray();
        return [.. Enumerable.Range(0, windows.Inputs.Count).Select(row => windows.PositionsOf(row, answers[windows.QuestionOf(row)])).Select(pair => new long[] { pair.Start, pair.End })];
    }

    private static string[] MetricNames(IReadOnlyList<SquadQuestion> questions) => ["f1", questions.Any(question => question.IsImpossible) ? "exact" : "exact_match"];

    private static IReadOnlyDictionary<string, double> Evaluate(BertForTask model, BatchSource source, IReadOnlyList<SquadQuestion> questions, QuestionWindows windows, WindowOptions options) =>
        AnswerSearch.Score(questions, AnswerSearch.Run(model, windows, source, new AnswerOptions { Windows = options }));
}
