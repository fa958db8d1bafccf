using System.CommandLine;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Commands;

/// <summary>The options that decide a training run; what is not given keeps the library's default.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<string?> _pretrained = new("--pretrained") { Description = $"Folder of a pre-trained BERT (Hugging Face layout) [default: {BuiltInModel.Name}, which comes with this program].", HelpName = "DIR" };
    private readonly Option<string?> _scratch = new("--scratch") { Description = $"Train from random weights: {string.Join(", ", BertConfig.Sizes)}, a shape such as L2-H128-A4, or the folder of a model, for its shape and vocabulary.", HelpName = "SIZE" };
    private readonly Option<string?> _vocabulary = new("--vocab") { Description = "With --scratch: vocabulary file [default: the folder's, else learned from the training text].", HelpName = "FILE" };
    private readonly Option<int?> _vocabularySize = new("--vocab-size") { Description = "With --scratch: entries of a vocabulary that is learned [default: 8192].", HelpName = "N" };
    private readonly Option<bool> _cased = new("--cased") { Description = "Do not lower-case texts." };
    private readonly Option<Strategy> _strategy = new("--strategy")
    {
        Description = $"What is trained: {string.Join(", ", Enum.GetValues<Strategy>().Select(NameOf))} [default: early-bird].",
        HelpName = "NAME",
        CustomParser = Choices.Parser([.. Enum.GetValues<Strategy>().Select(strategy => (NameOf(strategy), strategy))]),
    };

    private readonly Option<string?> _ticket = new("--ticket") { Description = "A ticket drawn before: no search.", HelpName = "FILE" };
    private readonly TicketOptions _draw = new(neuronRatio: "0.4", drawAt: "0.2");
    private readonly Option<double?> _epochs = new("--epochs") { Description = "Epochs [default: 2 for a ticket and for questions, 3 for the whole network and layerdrop].", HelpName = "N" };
    private readonly Option<double?> _learningRate = new("--lr") { Description = "Peak learning rate [default: 4e-5 for a ticket and 2e-5 for the whole network, 3e-5 for questions, 3e-4 for models narrower than 512 and from scratch].", HelpName = "X" };
    private readonly Option<double?> _searchRate = new("--search-lr") { Description = "Peak learning rate of the search [default: 2e-5, 3e-5 for questions, 3e-4 for models narrower than 512 and from scratch].", HelpName = "X" };
    private readonly Option<int?> _batchSize = new("--batch-size") { Description = "Rows a step [default: 32].", HelpName = "N" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "Longest input in word pieces [default: 128, 384 for questions].", HelpName = "N" };
    private readonly Option<double?> _warmup = new("--warmup") { Description = "Share of the steps over which the learning rate rises [default: 0].", HelpName = "SHARE" };
    private readonly Option<double?> _weightDecay = new("--weight-decay") { Description = "Decoupled weight decay [default: 0].", HelpName = "X" };
    private readonly Option<string?> _classWeights = new("--class-weights") { Description = "How much the rows of each class count: none, balanced, or a number for each label such as spam=5,ham=1 [default: none].", HelpName = "WEIGHTS" };
    private readonly Option<string?> _thresholds = new("--thresholds") { Description = "With several labels a row: from which probability on a row has a label, one number, one for each label such as a=0.4,b=0.6, or best-f1 to choose them on the validation file [default: 0.5].", HelpName = "X" };
    private readonly Option<string?> _longText = new("--long-text") { Description = "What is read of texts longer than --max-tokens: head, head-tail or windows [default: head].", HelpName = "HOW" };
    private readonly Option<int?> _stride = new("--stride") { Description = "With --long-text windows: word pieces from the start of a window to that of the next [default: half of a window].", HelpName = "N" };
    private readonly Option<AdamForm> _adam = new("--adam")
    {
        Description = "AdamW's form: torch or transformers [default: torch].",
        HelpName = "FORM",
        CustomParser = Choices.Parser(("torch", AdamForm.Torch), ("transformers", AdamForm.Transformers)),
    };

    private readonly Option<double?> _layerRatio = new("--layer-ratio") { Description = "Share of the layers that layerdrop leaves out [default: 1/3].", HelpName = "SHARE" };
    private readonly Option<int?> _evaluations = new("--evaluations-per-epoch") { Description = "Times an epoch that the validation set is scored [default: 1].", HelpName = "N" };
    private readonly Option<bool> _keepBest = new("--keep-best") { Description = "Keep the weights of the best evaluation, not the last step's." };
    private readonly Option<int?> _patience = new("--patience") { Description = "Stop after this many evaluations without a better score, and keep the best weights [default: train to the end].", HelpName = "N" };
    private readonly Option<string?> _metric = new("--metric") { Description = "The score that is to rise [default: the task's main score].", HelpName = "NAME" };
    private readonly Option<int?> _seed = new("--seed") { Description = "Seed of weights, order and dropout [default: 42].", HelpName = "N" };

    private Option<string?>[] Texts => [_pretrained, _scratch, _vocabulary, _ticket, _metric];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _pretrained, _scratch, _vocabulary, _vocabularySize, _cased, _strategy, _ticket,
            _epochs, _learningRate, _searchRate, _batchSize, _maxTokens, _warmup, _weightDecay, _classWeights, _thresholds, _longText, _stride, _adam,
            _layerRatio, _evaluations, _keepBest, _patience, _metric, _seed,
        ];
        foreach (var option in options)
            command.Add(option);
        _draw.AddTo(command);
    }

    /// <summary>The options of the run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="device">Threads and device.</param>
    /// <param name="options">The task's defaults; what was given is set in them.</param>
    /// <exception cref="UsageException">They are out of range or exclude each other.</exception>
    public EarlyBertOptions Read(ParseResult parsed, DeviceOptions device, EarlyBertOptions options)
    {
        options.Pretrained = parsed.GetValue(_pretrained);
        options.VocabularyPath = parsed.GetValue(_vocabulary);
        options.Strategy = parsed.GetValue(_strategy);
        options.LowerCase = parsed.GetValue(_cased) ? false : null;
        options.Threads = device.Threads(parsed);
        options.GpuDeviceId = device.Gpu(parsed);
        options.FallbackToCpu = device.FallbackToCpu(parsed);
        Check(parsed, options);
        Set(parsed, _scratch, value => options.Scratch = value);
        Set(parsed, _vocabularySize, value => options.VocabularySize = value);
        Set(parsed, _maxTokens, value => options.MaxTokens = value);
        Set(parsed, _seed, value => options.Seed = value);
        Set(parsed, _searchRate, value => options.Search.LearningRate = value);
        Set(parsed, _epochs, value => options.Train.Epochs = value);
        Set(parsed, _learningRate, value => options.Train.LearningRate = value);
        Set(parsed, _batchSize, value => options.Train.BatchSize = value);
        Set(parsed, _warmup, value => options.Train.WarmupFraction = value);
        Set(parsed, _weightDecay, value => options.Train.WeightDecay = value);
        Set(parsed, _layerRatio, value => options.Draw.LayerRatio = value);
        Set(parsed, _evaluations, value => options.Train.EvaluationsPerEpoch = value);
        Set(parsed, _patience, value => options.Train.Patience = value);
        Set(parsed, _metric, value => options.Train.Metric = value);
        options.Train.KeepBest = parsed.GetValue(_keepBest);
        Set(parsed, _classWeights, value => Usage.Check(() => options.Train.ClassWeights = ClassWeights.Parse(value)));
        Set(parsed, _thresholds, value => Usage.Check(() => options.Thresholds = LabelThresholds.Parse(value)));
        Set(parsed, _longText, value => Usage.Check(() => options.LongText = LongText.Parse(value)));
        Set(parsed, _stride, value => options.LongText = options.LongText == LongText.Windows() ? LongText.Windows(value) : throw new UsageException("--stride goes with --long-text windows; name both, or leave it out."));
        options.Train.AdamForm = parsed.GetValue(_adam);
        _draw.Read(parsed, options.Search, options.Draw);
        Usage.Check(options.Validate);
        return options;
    }

    /// <summary>The ticket of <c>--ticket</c>; null: none was given.</summary>
    /// <exception cref="EarlyBertException">The file cannot be read.</exception>
    public EarlyBirdTicket? ReadTicket(ParseResult parsed) => parsed.GetValue(_ticket) is { } path ? EarlyBirdTicket.Load(path) : null;

    /// <summary>A strategy as the command line and <c>result.json</c> write it.</summary>
    public static string NameOf(Strategy strategy) => strategy == Strategy.EarlyBird ? "early-bird" : strategy.ToString().ToLowerInvariant();

    private void Check(ParseResult parsed, EarlyBertOptions options)
    {
        foreach (var option in Texts)
        {
            if (parsed.GetValue(option) is "")
                throw new UsageException($"{option.Name} is empty; give it a value or leave it out.");
        }

        var scratch = parsed.GetValue(_scratch);
        if (options.Pretrained is not null && scratch is not null)
            throw new UsageException("--pretrained and --scratch exclude each other; a pre-trained folder has its own size.");
        if (scratch is null && (options.VocabularyPath is not null || parsed.GetValue(_vocabularySize) is not null))
            throw new UsageException("--vocab and --vocab-size go with --scratch; a pre-trained model has its own vocabulary.");
        if (options.VocabularyPath is not null && parsed.GetValue(_vocabularySize) is not null)
            throw new UsageException("--vocab and --vocab-size exclude each other; a vocabulary file has its own size.");
        if (parsed.GetValue(_ticket) is not null && options.Strategy != Strategy.EarlyBird)
            throw new UsageException($"--ticket goes with the early-bird strategy, not with {NameOf(options.Strategy)}.");
    }

    private static void Set<T>(ParseResult parsed, Option<T?> option, Action<T> set) where T : struct
    {
        if (parsed.GetValue(option) is { } value)
            set(value);
    }

    private static void Set(ParseResult parsed, Option<string?> option, Action<string> set)
    {
        if (parsed.GetValue(option) is { } value)
            set(value);
    }
}
