using System.Globalization;
using EarlyBert.Bert;
using EarlyBert.Tasks;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert;

/// <summary>Fine-tuning a text classifier by early-bird ticket, or by one of the strategies it is compared with.</summary>
public static class TextClassifierTraining
{
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
        var weights = options.Train.ClassWeights.For(labelNames, [.. Enumerable.Range(0, labelNames.Count).Select(label => train.Labels.Count(given => given == label))], train.Count, severalLabels: false);
        var session = new FineTuningSession(TaskHead.WeightedClassification(weights), FineTuningDefaults.Classification, options, ticket, pretrained, progress, cancellationToken);
        StartingPoint start;
        TokenStore store;
        TokenStore? validationStore;
        using (session.Report.Begin(TrainingStage.Prepare))
        {
            if (weights is not null)
                session.Report.Say(TrainingStage.Prepare, string.Create(CultureInfo.InvariantCulture, $"Class weights: {string.Join(", ", labelNames.Zip(weights).Take(20).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First} {pair.Second:0.###}")))}{(weights.Length > 20 ? ", ..." : "")}."));
            var texts = train.Pairs is null ? train.Texts : train.Texts.Concat(train.Pairs);
            start = session.Start(labelNames, texts);
            var encoder = new SentenceEncoder(new WordPiece(start.Vocabulary, start.LowerCase), start.MaxTokens);
            store = TokenStore.Build(encoder, train.Texts, train.Pairs, cancellationToken);
            validationStore = validation is null ? null : TokenStore.Build(encoder, validation.Texts, validation.Pairs, cancellationToken);
            if (store.TruncatedRows > 0)
                session.Report.Say(TrainingStage.Prepare, $"{store.TruncatedRows} of {store.Count} rows are longer than {start.MaxTokens} word pieces and were cut.");
        }

        using (start)
        {
            var rows = new TrainingRows(store, batch => tensor(Array.ConvertAll(batch, row => (long)train.Labels[row])));
            var held = validation is null ? null : new ValidationRows(validationStore!, MetricNames(labelNames.Count), (model, source) => Evaluate(model, source, validation, labelNames.Count));
            using var network = session.Train(start, rows, held);
            var classifier = new TextClassifier(network.Config with { Labels = [.. labelNames] }, network.Weights, start.Vocabulary, start.LowerCase, start.MaxTokens, session.Device, "the trained weights");
            return new TextClassifierResult(network.Result, classifier) { TruncatedRows = store.TruncatedRows };
        }
    }

    private static void CheckRows(LabelledTexts rows, IReadOnlyList<string> labelNames)
    {
        if (rows.Count == 0)
            throw new EarlyBertException("There are no training rows; check the file and its columns.");
        if (rows.Labels.Count != rows.Count || (rows.Pairs is { } pairs && pairs.Count != rows.Count))
            throw new ArgumentException($"There are {rows.Count} texts, {rows.Labels.Count} labels and {rows.Pairs?.Count.ToString() ?? "no"} second texts; the counts must be the same.");
        var present = rows.Labels.Distinct().ToArray();
        if (present.FirstOrDefault(label => label < 0 || label >= labelNames.Count, -1) is var outside && outside != -1)
            throw new ArgumentException($"Label {outside} is outside the {labelNames.Count} label names.");
        if (present.Length < 2)
            throw new EarlyBertException($"All {rows.Count} training rows have the label '{labelNames[present[0]]}'; a classifier needs rows of at least two labels.");
    }

    private static IReadOnlyDictionary<string, double> Evaluate(BertForTask model, BatchSource source, LabelledTexts rows, int classes)
    {
        var predicted = new int[rows.Count];
        using var guard = no_grad();
        foreach (var batch in LengthBuckets.InOrderOfLength(source.Store, 64))
        {
            using var scope = NewDisposeScope();
            var best = model.call(source.Input(batch)).argmax(-1).cpu().data<long>();
            for (var i = 0; i < batch.Length; i++)
                predicted[batch[i]] = (int)best[i];
        }

        return Metrics.Compute(rows.Labels, predicted, MetricNames(classes));
    }

    private static string[] MetricNames(int classes) => ["accuracy", classes == 2 ? "f1" : "macro_f1", "matthews"];
}
