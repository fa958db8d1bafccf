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
        ArgumentNullException.ThrowIfNull(options);
        CheckRows(train, labelNames);
        if (options.Thresholds != LabelThresholds.Half)
            throw new EarlyBertException($"Thresholds are '{options.Thresholds}', but each row has one class, the likeliest; leave them out, or give rows any number of labels.");
        string[] metricNames = ["accuracy", labelNames.Count == 2 ? "f1" : "macro_f1", "matthews"];
        var weights = options.Train.ClassWeights.For(labelNames, CountsOf(train.Labels, labelNames.Count), train.Count, severalLabels: false);
        var session = new FineTuningSession(TaskHead.WeightedClassification(weights), FineTuningDefaults.Glue, options, ticket, pretrained, progress, cancellationToken);
        var held = validation is null ? null : new TextFineTuning.Held(new(validation.Texts, validation.Pairs), metricNames, logits => Metrics.Compute(validation.Labels, [.. logits.Select(IndexOfLargest)], metricNames));
        return Fit(session, labelNames, weights, new(train.Texts, train.Pairs), rows => tensor(Array.ConvertAll(rows, row => (long)train.Labels[row])), held, cancellationToken);
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
        var session = new FineTuningSession(TaskHead.MultiLabelClassification(weights), FineTuningDefaults.Glue, options, ticket, pretrained, progress, cancellationToken);
        var held = validation is null ? null : new TextFineTuning.Held(new(validation.Texts, validation.Pairs), ["micro_f1", "macro_f1", "subset_accuracy"],
            scores => MultiLabelMetrics.Compute(validation.Labels, [.. scores.Select(row => Reaching(row, thresholds))], labelNames.Count));
        var result = Fit(session, labelNames, weights, new(train.Texts, train.Pairs), rows => Indicators(rows, train.Labels, labelNames.Count), held, cancellationToken);
        var classifier = result.Classifier;
        if (thresholds is not null)
            classifier.Thresholds = thresholds;
        if (options.Thresholds != LabelThresholds.BestF1)
            return result;
        classifier.Thresholds = MultiLabelMetrics.BestThresholds(validation!.Labels, classifier.Score(validation.Texts, validation.Pairs), labelNames.Count);
        session.Report.Say(TrainingStage.Evaluate, $"Thresholds: {Listed(labelNames, classifier.Thresholds)}.");
        return result;
    }

    private static TextClassifierResult Fit(FineTuningSession session, IReadOnlyList<string> labelNames, float[]? weights, TextFineTuning.Inputs train, Func<int[], Tensor> labels,
        TextFineTuning.Held? validation, CancellationToken cancellationToken)
    {
        if (weights is not null)
            session.Report.Say(TrainingStage.Prepare, $"Class weights: {Listed(labelNames, weights)}.");
        var (classifier, run, truncation) = TextFineTuning.Fit(session, labelNames, train, labels, validation, TextClassifier.Of, cancellationToken);
        return new TextClassifierResult(run, classifier, truncation);
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

    private static int IndexOfLargest(float[] values) => Array.IndexOf(values, values.Max());

    private static string Listed(IReadOnlyList<string> names, IReadOnlyList<float> numbers) =>
        string.Join(", ", names.Zip(numbers).Take(Shown).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First} {pair.Second:0.###}"))) + (names.Count > Shown ? ", ..." : "");
}
