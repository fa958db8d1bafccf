using System.Globalization;
using EarlyBert.Tasks;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>Fine-tuning a text classifier by early-bird ticket, or by one of the strategies it is compared with.</summary>
public static class TextClassifierTraining
{
    /// <summary>Labels whose weights a message spells out.</summary>
    private const int Shown = 20;

    /// <summary>Tokenises, builds the model, searches, draws, prunes, rewinds, trains and folds, as <paramref name="options"/> say.</summary>
    /// <param name="train">Training rows; labels index <paramref name="labelNames"/>.</param>
    /// <param name="labelNames">Class names, at least two.</param>
    /// <param name="options">The run's settings; validated first.</param>
    /// <param name="validation">Rows scored at the end of each training epoch; null: none.</param>
    /// <param name="ticket">A ticket drawn before: the search is skipped. Null: draw one.</param>
    /// <param name="pretrained">
    /// Weights in memory to start from, in the place of <see cref="EarlyBertOptions.Pretrained"/>; neither changed nor disposed. Null: as the options say.
    /// </param>
    /// <param name="progress">Receives reports, on the training thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="EarlyBertException">Options, data or a file are at fault, or the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TextClassifierResult Fit(LabelledTexts train, IReadOnlyList<string> labelNames, EarlyBertOptions options, LabelledTexts? validation = null,
        EarlyBirdTicket? ticket = null, PretrainedBert? pretrained = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var task = TaskOf(train, labelNames, options);
        var session = new FineTuningSession(task.Head, FineTuningDefaults.Glue, options, ticket, pretrained, progress, cancellationToken);
        using var prepared = MakeReady(session, task, validation is null ? null : HeldOf(validation, labelNames.Count), cancellationToken);
        return Train(session, prepared);
    }

    /// <summary>
    /// The same for rows with any number of labels. <see cref="EarlyBertOptions.Thresholds"/> say from which probability on a row has a label; they are
    /// saved with the model.
    /// </summary>
    /// <param name="train">Training rows; labels index <paramref name="labelNames"/>.</param>
    /// <param name="labelNames">The labels' names, at least one.</param>
    /// <param name="options">The run's settings; validated first.</param>
    /// <param name="validation">Rows scored at the end of each training epoch, and from which thresholds are chosen if the options ask for that; null: none.</param>
    /// <param name="ticket">A ticket drawn before: the search is skipped. Null: draw one.</param>
    /// <param name="pretrained">
    /// Weights in memory to start from, in the place of <see cref="EarlyBertOptions.Pretrained"/>; neither changed nor disposed. Null: as the options say.
    /// </param>
    /// <param name="progress">Receives reports, on the training thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="EarlyBertException">Options, data or a file are at fault, or the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TextClassifierResult Fit(MultiLabelTexts train, IReadOnlyList<string> labelNames, EarlyBertOptions options, MultiLabelTexts? validation = null,
        EarlyBirdTicket? ticket = null, PretrainedBert? pretrained = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckRows(train, labelNames);
        if (options.Thresholds == LabelThresholds.BestF1 && validation is null)
            throw new EarlyBertException($"Thresholds are '{options.Thresholds}', but there is no validation set to choose them on; give one, or set thresholds such as 0.5.");
        var thresholds = options.Thresholds.For(labelNames);
        var weights = options.Train.ClassWeights.For(labelNames, CountsOf(train.Labels.SelectMany(labels => labels), labelNames.Count), train.Count, severalLabels: true);
        var task = new LabelTask(TaskHead.MultiLabelClassification(weights), labelNames, weights, new(train.Texts, train.Pairs), rows => Indicators(rows, train.Labels, labelNames.Count));
        var session = new FineTuningSession(task.Head, FineTuningDefaults.Glue, options, ticket, pretrained, progress, cancellationToken);
        var held = validation is null ? null : new TextFineTuning.Held(new(validation.Texts, validation.Pairs), ["micro_f1", "macro_f1", "subset_accuracy"],
            scores => MultiLabelMetrics.Compute(validation.Labels, [.. scores.Select(row => Reaching(row, thresholds))], labelNames.Count));
        using var prepared = MakeReady(session, task, held, cancellationToken);
        var result = Train(session, prepared);
        var classifier = result.Classifier;
        if (thresholds is not null)
            classifier.Thresholds = thresholds;
        if (options.Thresholds != LabelThresholds.BestF1)
            return result;
        classifier.Thresholds = MultiLabelMetrics.BestThresholds(validation!.Labels, classifier.Score(validation.Texts, validation.Pairs), labelNames.Count);
        session.Report.Say(TrainingStage.Evaluate, $"Thresholds: {Listed(labelNames, classifier.Thresholds)}.");
        return result;
    }

    /// <summary>Tokenises the rows and makes θ₀, once for many trainings with the same data and the same start; each row has one class.</summary>
    /// <param name="train">Training rows; labels index <paramref name="labelNames"/>.</param>
    /// <param name="labelNames">Class names, at least two.</param>
    /// <param name="options">What the trainings have in common: where they start from, seed, inputs, class weights.</param>
    /// <param name="validation">Rows scored at the end of each training epoch; null: none.</param>
    /// <param name="pretrained">Weights in memory to start from; neither changed nor disposed, and not needed afterwards. Null: as the options say.</param>
    /// <param name="progress">Receives reports.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    /// <returns>What <see cref="Fit(PreparedTraining, EarlyBertOptions, EarlyBirdTicket?, IProgress{TrainingProgress}?, CancellationToken)"/> takes, owned by the caller.</returns>
    /// <exception cref="EarlyBertException">Options, data or a file are at fault.</exception>
    public static PreparedTraining Prepare(LabelledTexts train, IReadOnlyList<string> labelNames, EarlyBertOptions options, LabelledTexts? validation = null,
        PretrainedBert? pretrained = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var task = TaskOf(train, labelNames, options);
        var session = new FineTuningSession(task.Head, FineTuningDefaults.Glue, options, ticket: null, pretrained, progress, cancellationToken);
        return MakeReady(session, task, validation is null ? null : HeldOf(validation, labelNames.Count), cancellationToken);
    }

    /// <summary>One training on what was prepared: with the same options and ticket the same bits as a whole <c>Fit</c>.</summary>
    /// <param name="prepared">The rows and θ₀; not changed.</param>
    /// <param name="options">The run's settings; what was prepared by must be the same.</param>
    /// <param name="ticket">A ticket drawn before: the search is skipped. Null: draw one.</param>
    /// <param name="progress">Receives reports, on the training thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="EarlyBertException">Options are at fault or start from something else, or the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TextClassifierResult Fit(PreparedTraining prepared, EarlyBertOptions options, EarlyBirdTicket? ticket = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Train(SessionOf(prepared, options, ticket, progress, cancellationToken), prepared);

    /// <summary>
    /// The early-bird search alone (paper section 3.2, steps 1 and 2). Tickets at other ratios, and of earlier moments, are drawn from its record by <see cref="TicketDrawing"/>;
    /// up to a moment the search is the same whenever it ends.
    /// </summary>
    /// <param name="prepared">The rows and θ₀; not changed.</param>
    /// <param name="options">The run's settings; what was prepared by must be the same.</param>
    /// <param name="progress">Receives reports, on the training thread.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <returns>The ticket at the end of the search, and the record.</returns>
    /// <exception cref="EarlyBertException">Options are at fault or start from something else, or the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static (EarlyBirdTicket Ticket, SearchRecord Record) Search(PreparedTraining prepared, EarlyBertOptions options,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        SessionOf(prepared, options, ticket: null, progress, cancellationToken).Search(prepared.Start, prepared.Rows, prepared.ValidationRows);

    /// <param name="Head">The head and its loss.</param>
    /// <param name="LabelNames">Class names.</param>
    /// <param name="Weights">The classes' weights, for a message; null: none.</param>
    /// <param name="Train">Training texts.</param>
    /// <param name="Labels">Labels of training rows, as the head's loss takes them.</param>
    private sealed record LabelTask(TaskHead Head, IReadOnlyList<string> LabelNames, float[]? Weights, TextFineTuning.Inputs Train, Func<int[], Tensor> Labels);

    /// <summary>One class a row.</summary>
    private static LabelTask TaskOf(LabelledTexts train, IReadOnlyList<string> labelNames, EarlyBertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckRows(train, labelNames);
        if (options.Thresholds != LabelThresholds.Half)
            throw new EarlyBertException($"Thresholds are '{options.Thresholds}', but each row has one class, the likeliest; leave them out, or give rows any number of labels.");
        var weights = options.Train.ClassWeights.For(labelNames, CountsOf(train.Labels, labelNames.Count), train.Count, severalLabels: false);
        return new LabelTask(TaskHead.WeightedClassification(weights), labelNames, weights, new(train.Texts, train.Pairs), rows => tensor(Array.ConvertAll(rows, row => (long)train.Labels[row])));
    }

    private static TextFineTuning.Held HeldOf(LabelledTexts validation, int classes)
    {
        string[] metricNames = ["accuracy", classes == 2 ? "f1" : "macro_f1", "matthews"];
        return new TextFineTuning.Held(new(validation.Texts, validation.Pairs), metricNames, scores => Metrics.Compute(validation.Labels, [.. scores.Select(TextClassifier.LabelOf)], metricNames));
    }

    private static FineTuningSession SessionOf(PreparedTraining prepared, EarlyBertOptions options, EarlyBirdTicket? ticket, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(options);
        prepared.Check(options);
        return new FineTuningSession(prepared.Head, FineTuningDefaults.Glue, options, ticket, pretrained: null, progress, cancellationToken);
    }

    /// <param name="session">The run.</param>
    /// <param name="task">Classes and training rows.</param>
    /// <param name="validation">Validation rows; null: none.</param>
    /// <param name="cancellationToken">Checked at every block of rows.</param>
    private static PreparedTraining MakeReady(FineTuningSession session, LabelTask task, TextFineTuning.Held? validation, CancellationToken cancellationToken)
    {
        if (task.Weights is not null)
            session.Report.Say(TrainingStage.Prepare, $"Class weights: {Listed(task.LabelNames, task.Weights)}.");
        return TextFineTuning.Prepare(session, task.LabelNames, task.Train, task.Labels, validation, cancellationToken);
    }

    private static TextClassifierResult Train(FineTuningSession session, PreparedTraining prepared)
    {
        var (classifier, run) = TextFineTuning.Train(session, prepared, TextClassifier.Of);
        return new TextClassifierResult(run, classifier, prepared.Truncation);
    }

    private static void CheckRows(LabelledTexts rows, IReadOnlyList<string> labelNames)
    {
        CheckCounts(new(rows.Texts, rows.Pairs), rows.Labels.Count, rows.Labels, labelNames);
        var present = rows.Labels.Distinct().ToArray();
        if (present.Length < 2)
            throw new EarlyBertException($"All {rows.Count} training rows have the label '{labelNames[present[0]]}'; a classifier needs rows of at least two labels.");
    }

    private static void CheckRows(MultiLabelTexts rows, IReadOnlyList<string> labelNames)
    {
        CheckCounts(new(rows.Texts, rows.Pairs), rows.Labels.Count, rows.Labels.SelectMany(labels => labels), labelNames);
        if (labelNames.Count == 0 || rows.Labels.All(labels => labels.Count == 0))
            throw new EarlyBertException($"None of the {rows.Count} training rows has a label; check the label column.");
        var twice = Enumerable.Range(0, rows.Count).FirstOrDefault(row => rows.Labels[row].Distinct().Count() < rows.Labels[row].Count, -1);
        if (twice >= 0)
            throw new ArgumentException($"Row {twice} has a label twice; name each once.");
    }

    private static void CheckCounts(TextFineTuning.Inputs texts, int labels, IEnumerable<int> indices, IReadOnlyList<string> labelNames)
    {
        TextFineTuning.Check(texts, labels, "labels");
        if (indices.FirstOrDefault(label => label < 0 || label >= labelNames.Count, -1) is var outside && outside != -1)
            throw new ArgumentException($"Label {outside} is outside the {labelNames.Count} label names.");
    }

    private static int[] CountsOf(IEnumerable<int> labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
            counts[label]++;
        return counts;
    }

    /// <summary>1 where a row has a label, else 0: (rows, labels).</summary>
    private static Tensor Indicators(int[] rows, IReadOnlyList<IReadOnlyList<int>> labels, int count)
    {
        var values = new float[rows.Length * count];
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var label in labels[rows[i]])
                values[(i * count) + label] = 1;
        }

        return tensor(values, [rows.Length, count]);
    }

    private static int[] Reaching(float[] scores, float[]? thresholds) => [.. Enumerable.Range(0, scores.Length).Where(label => scores[label] >= (thresholds?[label] ?? 0.5f))];

    private static string Listed(IReadOnlyList<string> names, IReadOnlyList<float> numbers) =>
        string.Join(", ", names.Zip(numbers).Take(Shown).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First} {pair.Second:0.###}"))) + (names.Count > Shown ? ", ..." : "");
}
