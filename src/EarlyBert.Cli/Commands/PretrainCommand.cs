using System.CommandLine;
using EarlyBert.Bert;
using EarlyBert.Cli.Training;
using EarlyBert.Pretraining;

namespace EarlyBert.Cli.Commands;

/// <summary><c>earlybert pretrain</c>.</summary>
internal sealed class PretrainCommand
{
    private readonly Option<string[]> _text = new("--text") { Description = "Text files (.txt, .gz, .xz): a paragraph a line, a blank line between documents.", HelpName = "FILES", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _examples = new("--examples") { Description = "Folders of prepared examples, one for each phase or one for both, instead of --text.", HelpName = "DIRS", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _out = new("--out") { Description = "Folder for model, ticket, checkpoints, metrics and result.", HelpName = "DIR" };
    private readonly Option<string> _recipe = new("--recipe") { Description = $"Where every number comes from that is not given: {string.Join(", ", PretrainingOptions.Recipes)} [default: tiny].", HelpName = "NAME" };
    private readonly Option<string?> _model = new("--model") { Description = $"Architecture: {string.Join(", ", BertConfig.Sizes)}, or a shape such as L2-H128-A4 [default: the recipe's].", HelpName = "SIZE" };
    private readonly Option<string?> _pretrained = new("--pretrained") { Description = "Go on from this model folder, with its vocabulary.", HelpName = "DIR" };
    private readonly Option<string?> _vocabulary = new("--vocab") { Description = "Vocabulary file [default: learned from the text].", HelpName = "FILE" };
    private readonly Option<int?> _vocabularySize = new("--vocab-size") { Description = "Entries of a vocabulary that is learned [default: 8000, 30522 for the paper's recipes].", HelpName = "N" };
    private readonly Option<bool> _cased = new("--cased") { Description = "Do not lower-case texts." };
    private readonly Option<double?> _heldOut = new("--held-out") { Description = "Share of the documents held out for evaluation [default: 0.005].", HelpName = "SHARE" };
    private readonly Option<Strategy> _strategy = new("--strategy")
    {
        Description = "What is trained: early-bird, dense, random or matched [default: early-bird].",
        HelpName = "NAME",
        CustomParser = Choices.Parser(("early-bird", Strategy.EarlyBird), ("dense", Strategy.Dense), ("random", Strategy.Random), ("matched", Strategy.Matched)),
    };

    private readonly TicketOptions _draw = new(neuronRatio: "0.3", drawAt: "the recipe's");
    private readonly Option<double?> _ticketSteps = new("--ticket-steps") { Description = "Share of the steps that a ticket trains [default: 0.8].", HelpName = "SHARE" };
    private readonly Option<int?> _phases = new("--phases") { Description = "Phases, 1 or 2 [default: the recipe's].", HelpName = "N" };
    private readonly PhaseOptions _first = new(1);
    private readonly PhaseOptions _second = new(2);
    private readonly Option<PretrainingOptimizer?> _optimizer = new("--optimizer")
    {
        Description = "lamb or adamw [default: the recipe's].",
        HelpName = "NAME",
        CustomParser = Choices.Parser<PretrainingOptimizer?>(("lamb", PretrainingOptimizer.Lamb), ("adamw", PretrainingOptimizer.AdamW)),
    };

    private readonly Option<double?> _weightDecay = new("--weight-decay") { Description = "Decoupled weight decay [default: 0.01].", HelpName = "X" };
    private readonly Option<double?> _beta2 = new("--beta2") { Description = "Decay of the optimizer's second moment [default: 0.999, 0.98 for mini and tiny].", HelpName = "X" };
    private readonly Option<double?> _clip = new("--clip") { Description = "Largest gradient norm; 0: none [default: 1].", HelpName = "X" };
    private readonly Option<double?> _dropout = new("--dropout") { Description = "Dropout while pre-training [default: 0.1, 0 for mini and tiny].", HelpName = "SHARE" };
    private readonly Option<double?> _initializer = new("--init-range") { Description = "Standard deviation of the initial weights [default: 0.02, 0.64/sqrt(width) for mini and tiny].", HelpName = "X" };
    private readonly Option<bool?> _frequencies = new("--frequency-bias") { Description = "Begin with the word pieces' frequencies as the decoder's bias: true or false [default: false, true for mini and tiny].", HelpName = "BOOL" };
    private readonly Option<double?> _masked = new("--masked-share") { Description = "Share of the word pieces to predict [default: 0.15, 0.3 for mini and tiny].", HelpName = "SHARE" };
    private readonly Option<bool> _wholeWords = new("--whole-words") { Description = "Mask all pieces of a word together." };
    private readonly Option<int?> _evaluateEvery = new("--evaluate-every") { Description = "Steps between evaluations on held-out documents.", HelpName = "N" };
    private readonly Option<double?> _checkpointMinutes = new("--checkpoint-minutes") { Description = "Minutes between checkpoints; 0: none by time [default: 10].", HelpName = "N" };
    private readonly Option<int?> _checkpointSteps = new("--checkpoint-steps") { Description = "Steps between checkpoints; 0: none by steps [default: 0].", HelpName = "N" };
    private readonly Option<int?> _keep = new("--keep-checkpoints") { Description = "Checkpoints that stay [default: 2].", HelpName = "N" };
    private readonly Option<int?> _seed = new("--seed") { Description = "Seed of weights, examples, order, masks and dropout [default: 42].", HelpName = "N" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run in --out from its newest checkpoint." };
    private readonly Option<bool> _board = new("--tensorboard") { Description = "Leave event files of TensorBoard in the folder too." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the plan (steps, tokens, FLOPs, memory, time at this machine's throughput) and stop." };
    private readonly DeviceOptions _device = new();

    public static Command Create(Terminal terminal)
    {
        var options = new PretrainCommand();
        var command = new Command("pretrain", "Pre-train a BERT on plain text by early-bird ticket: masked words and next sentence.");
        foreach (var option in new Option[] { options._text, options._examples, options._out, options._recipe, options._model, options._pretrained, options._vocabulary, options._vocabularySize, options._cased, options._heldOut, options._strategy })
            command.Add(option);
        options._draw.AddTo(command);
        command.Add(options._ticketSteps);
        command.Add(options._phases);
        options._first.AddTo(command);
        options._second.AddTo(command);
        foreach (var option in new Option[]
        {
            options._optimizer, options._weightDecay, options._beta2, options._clip, options._dropout, options._initializer, options._frequencies, options._masked, options._wholeWords, options._evaluateEvery,
            options._checkpointMinutes, options._checkpointSteps, options._keep, options._seed, options._resume, options._board, options._dryRun,
        })
            command.Add(option);
        options._device.AddTo(command);
        command.Add(PretrainPrepareCommand.Create(terminal));
        command.SetAction(parsed => options.Run(parsed, terminal));
        return command;
    }

    private void Run(ParseResult parsed, Terminal terminal)
    {
        var options = Read(parsed);
        if (parsed.GetValue(_dryRun))
        {
            PretrainPlanReport.Print(options, parsed.GetValue(_vocabularySize) ?? DefaultVocabularySize(parsed), terminal);
            return;
        }

        var text = parsed.GetValue(_text) ?? [];
        var examples = parsed.GetValue(_examples) ?? [];
        if ((text.Length == 0) == (examples.Length == 0))
            throw new UsageException(text.Length == 0 ? "What to train on is missing; name text files with --text, or folders of prepared examples with --examples." : "--text and --examples exclude each other.");
        if (examples.Length > options.Phases.Count)
            throw new UsageException($"--examples names {examples.Length} folders for {options.Phases.Count} phase{(options.Phases.Count == 1 ? "" : "s")}; give one for each, or one for both.");
        if (examples.Length > 0 && options.Pretrained is null && parsed.GetValue(_vocabulary) is null)
            throw new UsageException("--examples goes with the vocabulary they were made with; name it with --vocab.");
        if (parsed.GetValue(_out) is not { Length: > 0 } folder)
            throw new UsageException("Where to write is missing; name a folder with --out.");
        var request = new PretrainRequest
        {
            Options = options,
            Text = text,
            Examples = examples,
            Vocabulary = parsed.GetValue(_vocabulary),
            VocabularySize = parsed.GetValue(_vocabularySize) ?? DefaultVocabularySize(parsed),
            LowerCase = !parsed.GetValue(_cased),
            HeldOutShare = parsed.GetValue(_heldOut) ?? new ExampleStoreOptions().HeldOutShare,
            Out = folder,
            Resume = parsed.GetValue(_resume),
            TensorBoard = parsed.GetValue(_board),
        };
        PretrainRun.Run(request, terminal).Print(folder, terminal);
    }

    private int DefaultVocabularySize(ParseResult parsed) => parsed.GetValue(_recipe)?.StartsWith("paper", StringComparison.Ordinal) == true ? 30522 : 8000;

    private PretrainingOptions Read(ParseResult parsed)
    {
        PretrainingOptions options = null!;
        Usage.Check(() => options = PretrainingOptions.FromRecipe(parsed.GetValue(_recipe) ?? "tiny"));
        options.Strategy = parsed.GetValue(_strategy);
        options.Model = parsed.GetValue(_model) ?? options.Model;
        options.Pretrained = parsed.GetValue(_pretrained);
        if (options.Pretrained is not null && (parsed.GetValue(_model) is not null || parsed.GetValue(_vocabulary) is not null || parsed.GetValue(_vocabularySize) is not null))
            throw new UsageException("--model, --vocab and --vocab-size do not go with --pretrained, which has its own.");
        _draw.Read(parsed, options.Search, options.Draw);
        ReadPhases(parsed, options);
        options.TicketSteps = parsed.GetValue(_ticketSteps) ?? options.TicketSteps;
        options.Optimizer = parsed.GetValue(_optimizer) ?? options.Optimizer;
        options.WeightDecay = parsed.GetValue(_weightDecay) ?? options.WeightDecay;
        options.Beta2 = parsed.GetValue(_beta2) ?? options.Beta2;
        options.ClipNorm = parsed.GetValue(_clip) ?? options.ClipNorm;
        options.Dropout = parsed.GetValue(_dropout) ?? options.Dropout;
        options.InitializerRange = parsed.GetValue(_initializer) ?? options.InitializerRange;
        options.FrequencyBias = parsed.GetValue(_frequencies) ?? options.FrequencyBias;
        options.MaskedShare = parsed.GetValue(_masked) ?? options.MaskedShare;
        options.WholeWordMasking = parsed.GetValue(_wholeWords);
        options.EvaluateEvery = parsed.GetValue(_evaluateEvery) ?? options.EvaluateEvery;
        options.CheckpointMinutes = parsed.GetValue(_checkpointMinutes) ?? options.CheckpointMinutes;
        options.CheckpointSteps = parsed.GetValue(_checkpointSteps) ?? options.CheckpointSteps;
        options.KeepCheckpoints = parsed.GetValue(_keep) ?? options.KeepCheckpoints;
        options.Seed = parsed.GetValue(_seed) ?? options.Seed;
        options.Threads = _device.Threads(parsed);
        options.GpuDeviceId = _device.Gpu(parsed);
        options.FallbackToCpu = _device.FallbackToCpu(parsed);
        Usage.Check(options.Validate);
        return options;
    }

    private void ReadPhases(ParseResult parsed, PretrainingOptions options)
    {
        var count = parsed.GetValue(_phases) ?? options.Phases.Count;
        if (count is not (1 or 2))
            throw new UsageException($"--phases is {count}; it can be 1 or 2.");
        if (count == 1 && _second.IsGiven(parsed))
            throw new UsageException("There is one phase, but an option of phase 2 was given; use --phases 2, or leave it out.");
        options.Phases = [.. options.Phases.Take(count)];
        _first.Read(parsed, options.Phases[0]);
        if (count == 2)
            _second.Read(parsed, options.Phases[1]);
    }
}
