using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EarlyBert.Baselines;
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
    private const string WordEmbeddings = "bert.embeddings.word_embeddings.weight";

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
        options = Resolve(options, ticket, pretrained);
        CheckRows(train, labelNames);
        var report = new RunReport(progress);
        var device = EarlyBertRuntime.ChooseDevice(options.GpuDeviceId, options.FallbackToCpu, warning => report.Say(TrainingStage.Prepare, warning, isWarning: true));
        EarlyBertRuntime.UseThreads(options.Threads);

        StartingPoint start;
        TokenStore store;
        TokenStore? validationStore;
        using (report.Begin(TrainingStage.Prepare))
        {
            start = StartingPoint.Create(options, pretrained, labelNames, train, report, cancellationToken);
            var encoder = new SentenceEncoder(new WordPiece(start.Vocabulary, start.LowerCase), start.MaxTokens);
            store = TokenStore.Build(encoder, train.Texts, train.Pairs, cancellationToken);
            validationStore = validation is null ? null : TokenStore.Build(encoder, validation.Texts, validation.Pairs, cancellationToken);
            if (store.TruncatedRows > 0)
                report.Say(TrainingStage.Prepare, $"{store.TruncatedRows} of {store.Count} rows are longer than {start.MaxTokens} word pieces and were cut.");
        }

        using (start)
        {
            ResolveRates(options, start.Config, fresh: options.Scratch is not null);
            var config = start.Config;
            var used = validationStore is null ? store.DistinctIds() : [.. store.DistinctIds(), .. validationStore.DistinctIds()];
            var compact = CompactVocabulary.Of(used, config.VocabSize, config.PadTokenId);
            var wholeTable = start.Weights[WordEmbeddings];
            var initial = new Dictionary<string, Tensor>(start.Weights);
            using var usedRows = compact?.Gather(wholeTable);
            if (compact is not null)
            {
                initial[WordEmbeddings] = usedRows!;
                config = config with { VocabSize = compact.Count, PadTokenId = 0 };
            }

            var padTo = options.Train.PadToMaxTokens ? start.MaxTokens : (int?)null;
            var source = new BatchSource(store, train.Labels, device, compact, start.Config.PadTokenId, padTo);
            var run = new FineTuning(source, options, device, report, cancellationToken);
            if (validation is not null)
                run.Validate = EpochEvaluation(new BatchSource(validationStore!, validation.Labels, device, compact, start.Config.PadTokenId), validation, labelNames.Count);

            SearchRecord? record = null;
            if (options.Strategy == Strategy.EarlyBird && ticket is null)
                (ticket, record) = EarlyBirdTraining.Search(run, config, initial);
            else if (options.Strategy == Strategy.Random)
                ticket = RandomTicket.Draw(config, options.Draw, options.Seed);
            ticket = ticket is null ? null : ticket with { DataHash = ticket.DataHash.Length > 0 ? ticket.DataHash : HashOf(store, train.Labels) };

            var epochs = options.Strategy == Strategy.Matched ? MatchedEpochs(config, options, store) : options.Train.Epochs!.Value;
            var plan = new StagePlan(TrainingStage.Train, options.Train.LearningRate!.Value, run.StepsOf(epochs), run.StepsOf(epochs));
            var (finalConfig, weights) = ticket is null
                ? (config, DenseTraining.Train(run, config, initial, plan))
                : EarlyBirdTraining.Train(run, config, initial, ticket, plan);

            var trained = new Dictionary<string, Tensor>(weights);
            using var trainedTable = compact?.Expand(wholeTable, weights[WordEmbeddings].to(wholeTable.device), run.DecayOfUnusedRows(plan));
            if (trainedTable is not null)
                trained[WordEmbeddings] = trainedTable;

            finalConfig = finalConfig with { VocabSize = start.Config.VocabSize, PadTokenId = start.Config.PadTokenId, Labels = [.. labelNames] };
            var classifier = new TextClassifier(finalConfig, trained, start.Vocabulary, start.LowerCase, start.MaxTokens, device, "the trained weights");
            foreach (var tensor in weights.Values)
                tensor.Dispose();

            var seconds = report.Seconds;
            var busy = Math.Max(1e-9, seconds["search"] + seconds["train"]);
            return new TextClassifierResult
            {
                Classifier = classifier,
                Ticket = ticket,
                Search = record,
                Options = options,
                History = report.History,
                Seconds = seconds,
                Steps = report.Steps,
                ExamplesPerSecond = report.Rows / busy,
                TokensPerSecond = report.Tokens / busy,
                TruncatedRows = store.TruncatedRows,
            };
        }
    }

    // Epochs of a ticket by default, and so the compute that a matched dense run gets (paper section 4.2, Table 7).
    private const double TicketEpochs = 2;

    // The paper fine-tunes BERT-base and -large. Random weights have farther to go, and narrow models want larger steps (Turc et al. 2019, section 4.2,
    // whose rates go up to this one), at the same rate for every strategy.
    private const double LargeLearningRate = 3e-4;
    private const int NarrowBelow = 512;

    /// <summary>Fills in the strategy's defaults (paper sections 4.1 and 4.2).</summary>
    private static EarlyBertOptions Resolve(EarlyBertOptions options, EarlyBirdTicket? ticket, PretrainedBert? pretrained)
    {
        options.Validate();
        options = options.Clone();
        if (pretrained is not null && options.Pretrained is not null)
            throw new EarlyBertException($"A pre-trained model in memory was given, and the folder '{options.Pretrained}' too; leave one of them out.");
        if (pretrained is not null && options.Scratch is not null)
            throw new EarlyBertException($"A pre-trained model in memory was given, and Scratch '{options.Scratch}' too; leave one of them out.");
        if (pretrained is not null && pretrained.Tensors.Values.Any(tensor => tensor.IsInvalid))
            throw new EarlyBertException("The pre-trained model in memory was disposed; keep it until the training that starts from it is over.");
        if (ticket is not null && options.Strategy is not (Strategy.EarlyBird or Strategy.Random))
            throw new EarlyBertException($"A ticket was given, but the strategy is {options.Strategy}; use EarlyBird, or leave the ticket out.");
        if (ticket is not null)
            options.Strategy = Strategy.EarlyBird;
        var pruned = options.Strategy is Strategy.EarlyBird or Strategy.Random;
        options.Train.Epochs ??= pruned ? TicketEpochs : 3;
        return options;
    }

    /// <summary>The learning rates that were left open, which hang on the model.</summary>
    private static void ResolveRates(EarlyBertOptions options, BertConfig config, bool fresh)
    {
        var large = fresh || config.HiddenSize < NarrowBelow;
        options.Train.LearningRate ??= large ? LargeLearningRate : options.Strategy is Strategy.EarlyBird or Strategy.Random ? 4e-5 : 2e-5;
        options.Search.LearningRate ??= large ? LargeLearningRate : 2e-5;
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

    /// <summary>Dense epochs for the compute of the early-bird run with these options, its ticket trained for the default epochs.</summary>
    private static double MatchedEpochs(BertConfig config, EarlyBertOptions options, TokenStore store)
    {
        var shape = RandomTicket.Draw(config, options.Draw, options.Seed).Prune(config);
        var search = options.Search.Schedule switch
        {
            DrawSchedule.Fraction at => at.Value,
            DrawSchedule.Step at => (double)at.Value * options.Train.BatchSize * options.Train.AccumulationSteps / store.Count,
            _ => 1,
        };
        return MatchedCompute.Epochs(config, shape, (double)store.TokenCount / store.Count, search, TicketEpochs);
    }

    private static Func<BertForSequenceClassification, IReadOnlyDictionary<string, double>> EpochEvaluation(BatchSource source, LabelledTexts rows, int classes) => model =>
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

        return Metrics.Compute(rows.Labels, predicted, classes == 2 ? ["accuracy", "f1", "matthews"] : ["accuracy", "macro_f1", "matthews"]);
    };

    private static string HashOf(TokenStore store, IReadOnlyList<int> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var row = 0; row < store.Count; row++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(store.Ids(row)));
            hash.AppendData(BitConverter.GetBytes(labels[row]));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
