using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EarlyBert.Bert;
using EarlyBert.Tickets;

namespace EarlyBert.Pretraining;

/// <summary>Which optimizer pre-trains.</summary>
public enum PretrainingOptimizer
{
    /// <summary>LAMB, the paper's: made for very large batches.</summary>
    Lamb,

    /// <summary>AdamW, better for small batches.</summary>
    AdamW,
}

/// <summary>Everything that decides a pre-training run. <see cref="FromRecipe"/> gives the named ones; every number can be changed after.</summary>
public sealed class PretrainingOptions
{
    /// <summary>Names that <see cref="FromRecipe"/> takes.</summary>
    public static IReadOnlyList<string> Recipes { get; } = ["paper-base", "paper-large", "mini", "tiny"];

    /// <summary>What is trained. Default: <see cref="Strategy.EarlyBird"/>.</summary>
    public Strategy Strategy { get; set; } = Strategy.EarlyBird;

    /// <summary>The architecture: a size or shape, see <see cref="BertConfig.FromName"/>. Default: <c>tiny</c>.</summary>
    public string Model { get; set; } = "tiny";

    /// <summary>Folder of a BERT to go on from, with its vocabulary; null: random weights. Default: null.</summary>
    public string? Pretrained { get; set; }

    /// <summary>The phases, one or two, in order: short inputs first (Devlin et al. 2019, appendix A.2).</summary>
    public IReadOnlyList<PretrainingPhase> Phases { get; set; } = [new()];

    /// <summary>Share of the phases' steps that a ticket trains. Default: 0.8 (paper section 4.3).</summary>
    public double TicketSteps { get; set; } = 0.8;

    /// <summary>The optimizer. Default: <see cref="PretrainingOptimizer.Lamb"/>.</summary>
    public PretrainingOptimizer Optimizer { get; set; }

    /// <summary>Decoupled weight decay of matrices and embeddings. Default: 0.01.</summary>
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>Decay of the optimizer's second moment. Default: 0.999; <c>mini</c> and <c>tiny</c>, whose runs are short: 0.98.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>Global gradient-norm limit; 0: none. Default: 1.</summary>
    public double ClipNorm { get; set; } = 1;

    /// <summary>Dropout while pre-training; fine-tuning later has the model's own 0.1. Default: 0.1.</summary>
    public double Dropout { get; set; } = 0.1;

    /// <summary>
    /// Standard deviation of the initial weights. BERT's 0.02 suits a width of 768: in narrower models attention starts so weak that the loss stays
    /// at the words' frequencies for long, and far above it too, where attention is a lottery; <c>mini</c> and <c>tiny</c> have 0.64/√width. Default: 0.02.
    /// </summary>
    public double InitializerRange { get; set; } = 0.02;

    /// <summary>
    /// Begin with the word pieces' frequencies in the text as the decoder's bias, in the place of zeros, where the run starts from random weights. Short
    /// runs would spend a large part of their steps on learning them; <c>mini</c> and <c>tiny</c> do it. Default: false.
    /// </summary>
    public bool FrequencyBias { get; set; }

    /// <summary>Share of the word pieces that are predicted: 80 % of them become [MASK], 10 % a random piece, 10 % stay. Default: 0.15.</summary>
    public double MaskedShare { get; set; } = 0.15;

    /// <summary>Mask all pieces of a word together. Default: false.</summary>
    public bool WholeWordMasking { get; set; }

    /// <summary>
    /// The search: a number of steps of phase 1 at its learning rate (<see cref="SearchOptions.LearningRate"/> and
    /// <see cref="SearchOptions.DecayEpochs"/> are not used). Default: 400 steps (paper section 4.3).
    /// </summary>
    public SearchOptions Search { get; set; } = new() { Schedule = DrawSchedule.AtStep(400) };

    /// <summary>Drawing: 1/3 of the heads in each layer, 30 % of the neurons over all (paper section 4.3).</summary>
    public DrawOptions Draw { get; set; } = new() { NeuronRatio = 0.3 };

    /// <summary>Optimizer steps between evaluations on held-out documents; each phase ends with one. Default: 1000.</summary>
    public int EvaluateEvery { get; set; } = 1000;

    /// <summary>Held-out examples that an evaluation scores at most. Default: 2000.</summary>
    public int EvaluationExamples { get; set; } = 2000;

    /// <summary>Minutes between checkpoints; 0: none by time. Default: 10.</summary>
    public double CheckpointMinutes { get; set; } = 10;

    /// <summary>Optimizer steps between checkpoints; 0: none by steps. Default: 0.</summary>
    public int CheckpointSteps { get; set; }

    /// <summary>Checkpoints that stay. Default: 2.</summary>
    public int KeepCheckpoints { get; set; } = 2;

    /// <summary>Steps between reported losses. Default: 20.</summary>
    public int LogEvery { get; set; } = 20;

    /// <summary>Seed of initial weights, order, masks and dropout. Default: 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>CPU threads for tensor operations. 0: one a physical core. Default: 0.</summary>
    public int Threads { get; set; }

    /// <summary>CUDA device index; null: CPU. Default: null.</summary>
    public int? GpuDeviceId { get; set; }

    /// <summary>Go on on the CPU, with a warning, when <see cref="GpuDeviceId"/> names a device that is not there. Default: false.</summary>
    public bool FallbackToCpu { get; set; }

    /// <summary>
    /// A named recipe. <c>paper-base</c> and <c>paper-large</c>: the paper's settings (section 4.1 and 4.3; steps, batches and rates of
    /// NVIDIA's LAMB recipe, which 8,601 steps are): phase 1 of 7,038 steps, 65,536 examples of 128 pieces, 6e-3; phase 2 of 1,563
    /// steps, 32,768 examples of 512, 4e-3; search 400 steps; 80 % of the steps. <c>mini</c> and <c>tiny</c>: L4 H256 and L2 H128 in
    /// minutes on two cores.
    /// </summary>
    /// <exception cref="EarlyBertException">The name is none of <see cref="Recipes"/>.</exception>
    public static PretrainingOptions FromRecipe(string name) => name switch
    {
        "paper-base" => Paper("base", 1.0 / 3),
        "paper-large" => Paper("large", 0.375),
        "mini" => Small("mini"),
        "tiny" => Small("tiny"),
        _ => throw new EarlyBertException($"'{name}' is no recipe; use one of {string.Join(", ", Recipes)}."),
    };

    // NVIDIA's micro-batches on 16-GB cards: 64 examples of 128 pieces, 8 of 512.
    private static PretrainingOptions Paper(string model, double headRatio) => new()
    {
        Model = model,
        Phases =
        [
            new() { MaxTokens = 128, BatchSize = 65536, MicroBatchSize = 64, LearningRate = 6e-3, Steps = 7038, WarmupFraction = 0.2843 },
            new() { MaxTokens = 512, BatchSize = 32768, MicroBatchSize = 8, LearningRate = 4e-3, Steps = 1563, WarmupFraction = 0.128 },
        ],
        Draw = new DrawOptions { HeadRatio = headRatio, NeuronRatio = 0.3 },
        EvaluateEvery = 500,
    };

    // Many small steps, short inputs first. Twice the usual share of masks makes twice the words to learn from, for a quarter more time.
    // docs/results-pretraining.md has what was measured.
    private static PretrainingOptions Small(string model) => new()
    {
        Model = model,
        Optimizer = PretrainingOptimizer.AdamW,
        Dropout = 0,
        InitializerRange = Math.Round(0.64 / Math.Sqrt(BertConfig.FromName(model).HiddenSize), 3),
        FrequencyBias = true,
        MaskedShare = 0.3,
        Beta2 = 0.98,
        Phases =
        [
            new() { MaxTokens = 32, BatchSize = 64, MicroBatchSize = 64, LearningRate = 1e-3, Steps = 8000, WarmupFraction = 0.05, DecayPower = 1 },
            new() { MaxTokens = 128, BatchSize = 16, MicroBatchSize = 16, LearningRate = 5e-4, Steps = 1000, WarmupFraction = 0.05, DecayPower = 1 },
        ],
        Search = new SearchOptions { Schedule = DrawSchedule.AtStep(200) },
    };

    /// <summary>Throws one <see cref="EarlyBertException"/> that names every option out of range.</summary>
    public void Validate()
    {
        var faults = new List<string>();
        OptionChecks.Check(faults, Phases.Count is 1 or 2, "Phases", Phases.Count, "1 or 2 phases");
        for (var i = 0; i < Phases.Count; i++)
            Phases[i].Collect(faults, $"Phase {i + 1}");
        OptionChecks.Check(faults, TicketSteps is > 0 and <= 1, nameof(TicketSteps), TicketSteps, "above 0, at most 1");
        OptionChecks.Check(faults, WeightDecay is >= 0 and < 1, nameof(WeightDecay), WeightDecay, "0 or more, below 1");
        OptionChecks.Check(faults, Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "0 or more, below 1");
        OptionChecks.Check(faults, ClipNorm >= 0, nameof(ClipNorm), ClipNorm, "0 (none) or more");
        OptionChecks.Check(faults, Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "0 or more, below 1");
        OptionChecks.Check(faults, InitializerRange is > 0 and < 1, nameof(InitializerRange), InitializerRange, "above 0, below 1");
        OptionChecks.Check(faults, MaskedShare is > 0 and < 1, nameof(MaskedShare), MaskedShare, "above 0, below 1");
        OptionChecks.Check(faults, EvaluateEvery >= 1, nameof(EvaluateEvery), EvaluateEvery, "1 or more");
        OptionChecks.Check(faults, EvaluationExamples >= 1, nameof(EvaluationExamples), EvaluationExamples, "1 or more");
        OptionChecks.Check(faults, CheckpointMinutes >= 0, nameof(CheckpointMinutes), CheckpointMinutes, "0 (none) or more");
        OptionChecks.Check(faults, CheckpointSteps >= 0, nameof(CheckpointSteps), CheckpointSteps, "0 (none) or more");
        OptionChecks.Check(faults, KeepCheckpoints >= 1, nameof(KeepCheckpoints), KeepCheckpoints, "1 or more");
        OptionChecks.Check(faults, LogEvery >= 1, nameof(LogEvery), LogEvery, "1 or more");
        OptionChecks.Check(faults, Threads is >= 0 and <= 1024, nameof(Threads), Threads, "0 (one a physical core) to 1024");
        OptionChecks.Check(faults, GpuDeviceId is null or >= 0, nameof(GpuDeviceId), GpuDeviceId, "null (CPU) or a device index from 0");
        OptionChecks.Check(faults, Strategy is Strategy.EarlyBird or Strategy.Dense or Strategy.Random or Strategy.Matched, nameof(Strategy), Strategy, "EarlyBird, Dense, Random or Matched; the others are for fine-tuning");
        Search.Collect(faults);
        Draw.Collect(faults);
        if (Pretrained is null)
            OptionChecks.CheckShape(faults, nameof(Model), Model);
        OptionChecks.ThrowIfAny(faults);
    }

    /// <summary>The options as indented JSON, the content of <c>options.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Options from what <see cref="ToJson"/> wrote; unknown names are refused.</summary>
    /// <exception cref="EarlyBertException">The text is no JSON of these options.</exception>
    public static PretrainingOptions FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PretrainingOptions>(json, Json) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"The options are not valid JSON of PretrainingOptions ({fault.Message}); start from a saved options.json.", fault);
        }
    }

    /// <summary>A deep copy.</summary>
    public PretrainingOptions Clone() => FromJson(ToJson());

    /// <summary>What an interrupted run must have in common with the one that goes on: everything but logging, checkpoints and the device.</summary>
    internal JsonObject Recipe()
    {
        var recipe = JsonSerializer.SerializeToNode(this, Json)!.AsObject();
        foreach (var free in new[] { nameof(EvaluateEvery), nameof(EvaluationExamples), nameof(CheckpointMinutes), nameof(CheckpointSteps), nameof(KeepCheckpoints), nameof(LogEvery), nameof(Threads), nameof(GpuDeviceId), nameof(FallbackToCpu) })
            recipe.Remove(free);
        return recipe;
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };
}
