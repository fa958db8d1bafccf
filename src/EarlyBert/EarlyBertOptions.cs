using System.Text.Json;
using System.Text.Json.Serialization;
using EarlyBert.Bert;
using EarlyBert.Text;
using EarlyBert.Tickets;
using EarlyBert.Training;

namespace EarlyBert;

/// <summary>
/// Everything that decides a fine-tuning run, with the paper's settings as defaults. <see cref="Validate"/>
/// reports all faults in one message; the resolved options are saved as <c>options.json</c> beside the weights.
/// </summary>
public sealed class EarlyBertOptions
{
    /// <summary>What is trained. Default: <see cref="Strategy.EarlyBird"/>.</summary>
    public Strategy Strategy { get; set; } = Strategy.EarlyBird;

    /// <summary>
    /// Folder of a pre-trained BERT (Hugging Face layout). Null: random weights where <see cref="Scratch"/> names a size, else the small English model
    /// that comes with the library, <see cref="Weights.BuiltInModel"/>. Default: null.
    /// </summary>
    public string? Pretrained { get; set; }

    /// <summary>
    /// Architecture trained from random weights:
    /// <c>tiny</c> (L2 H128), <c>mini</c> (L4 H256), <c>small</c> (L4 H512), <c>base</c> (L12 H768) or <c>large</c> (L24 H1024),
    /// or another shape such as <c>L2-H128-A4</c>, see <see cref="BertConfig.FromName"/>; or the folder of a model, of which shape, pruned or not, and
    /// vocabulary are taken, and no weight. Null: start from a pre-trained model. Default: null.
    /// </summary>
    public string? Scratch { get; set; }

    /// <summary>
    /// Vocabulary file (<c>vocab.txt</c>) for training from scratch. Null: that of the folder which <see cref="Scratch"/> names, else a vocabulary of
    /// <see cref="VocabularySize"/> entries is learned from the training text.
    /// </summary>
    public string? VocabularyPath { get; set; }

    /// <summary>Size of a vocabulary learned from the training text. Default: 8192.</summary>
    public int VocabularySize { get; set; } = 8192;

    /// <summary>Lower-case and strip accents before WordPiece. Null: as the pre-trained folder says, else true.</summary>
    public bool? LowerCase { get; set; }

    /// <summary>Longest input in word pieces, special tokens included; longer ones are cut longest-first. Default: 128.</summary>
    public int MaxTokens { get; set; } = 128;

    /// <summary>What is read of texts that are longer than <see cref="MaxTokens"/>, for classification alone. Default: <see cref="LongText.Head"/>.</summary>
    public LongText LongText { get; set; } = LongText.Head;

    /// <summary>From which probability on a row has a label, where rows have any number of labels. Default: 0.5.</summary>
    public LabelThresholds Thresholds { get; set; } = LabelThresholds.Half;

    /// <summary>Seed of initial weights, shuffling, dropout and random tickets. Default: 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>CPU threads for tensor operations. 0: one a physical core. Default: 0.</summary>
    public int Threads { get; set; }

    /// <summary>CUDA device index; null: CPU. Default: null.</summary>
    public int? GpuDeviceId { get; set; }

    /// <summary>Go on on the CPU, with a warning, when <see cref="GpuDeviceId"/> names a device that is not there. Default: false.</summary>
    public bool FallbackToCpu { get; set; }

    /// <summary>How questions and contexts become inputs; for question answering alone.</summary>
    public WindowOptions Windows { get; set; } = new();

    /// <summary>The search stage (paper section 3.2, step 1).</summary>
    public SearchOptions Search { get; set; } = new();

    /// <summary>Drawing the ticket (paper section 3.2, step 2).</summary>
    public DrawOptions Draw { get; set; } = new();

    /// <summary>Training: the efficient stage of a ticket, or the whole run of a dense strategy.</summary>
    public TrainOptions Train { get; set; } = new();

    /// <summary>
    /// The defaults for question answering where they differ: inputs of 384 word pieces, and a search whose rate would decay over 2 epochs,
    /// the dense run's (google-research/bert, <c>run_squad.py</c>; paper section 4.1).
    /// </summary>
    public static EarlyBertOptions ForQuestionAnswering() => new() { MaxTokens = 384, Search = { DecayEpochs = 2 } };

    /// <summary>The folder that <see cref="Scratch"/> names; null: it names a shape, or nothing.</summary>
    internal string? ScratchFolder => Scratch is not null && !BertConfig.IsName(Scratch) && Directory.Exists(Scratch) ? Scratch : null;

    /// <summary>Throws one <see cref="EarlyBertException"/> that names every option out of range.</summary>
    public void Validate()
    {
        var faults = new List<string>();
        OptionChecks.Check(faults, MaxTokens is >= 3 and <= 65536, "MaxTokens", MaxTokens, "3 to 65536");
        OptionChecks.Check(faults, VocabularySize is >= 32 and <= 1_000_000, "VocabularySize", VocabularySize, "32 to 1000000");
        OptionChecks.Check(faults, Threads is >= 0 and <= 1024, "Threads", Threads, "0 (one a physical core) to 1024");
        OptionChecks.Check(faults, GpuDeviceId is null or >= 0, "GpuDeviceId", GpuDeviceId, "null (CPU) or a device index from 0");
        if (Scratch is not null && ScratchFolder is null)
            OptionChecks.CheckShape(faults, "Scratch", Scratch, ", or the folder of a model");
        if (Scratch is not null && Pretrained is not null)
            faults.Add($"Scratch is '{Scratch}' and Pretrained is '{Pretrained}' (allowed: one of them, or neither)");
        if (Scratch is null && VocabularyPath is not null)
            faults.Add($"VocabularyPath is '{VocabularyPath}' without Scratch (allowed: with Scratch only; a pre-trained model has its own vocabulary)");
        Search.Collect(faults);
        Draw.Collect(faults);
        Train.Collect(faults);
        Windows.Collect(faults);
        LongText.Collect(faults);
        Thresholds.Collect(faults);
        OptionChecks.ThrowIfAny(faults);
    }

    /// <summary>The options as indented JSON, the content of <c>options.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Options from what <see cref="ToJson"/> wrote; unknown names are refused.</summary>
    public static EarlyBertOptions FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<EarlyBertOptions>(json, Json) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"The options are not valid JSON of EarlyBertOptions ({fault.Message}); start from a saved options.json.", fault);
        }
    }

    /// <summary>A deep copy, so that a caller's later changes do not reach a running estimator.</summary>
    public EarlyBertOptions Clone() => FromJson(ToJson());

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };
}
