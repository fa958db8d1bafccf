using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EarlyBert.Text;

namespace EarlyBert.Bert;

/// <summary>
/// The shape of a BERT, with the names and defaults of Hugging Face's <c>config.json</c>. A pruned model adds
/// <c>kept_heads</c> and <c>kept_neurons</c>: the original indices of the units that stayed, layer by layer.
/// </summary>
public sealed record BertConfig
{
    /// <summary>Names of the standard sizes, smallest first; <see cref="FromName"/> takes other shapes too.</summary>
    public static IReadOnlyList<string> Sizes { get; } = ["tiny", "mini", "small", "base", "large"];

    /// <summary>The <see cref="ProblemType"/> of a classifier whose rows have any number of labels.</summary>
    public const string MultiLabel = "multi_label_classification";

    /// <summary>The <see cref="ProblemType"/> of a model that gives numbers, not classes.</summary>
    public const string Regression = "regression";

    /// <summary>Rows of the word-embedding table.</summary>
    public int VocabSize { get; init; } = 30522;

    /// <summary>Width of the hidden states.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Transformer layers.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Attention heads of an unpruned layer; head size is <see cref="HiddenSize"/> / heads.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>FFN neurons of an unpruned layer.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Longest input in word pieces.</summary>
    public int MaxPositionEmbeddings { get; init; } = 512;

    /// <summary>Segment types.</summary>
    public int TypeVocabSize { get; init; } = 2;

    /// <summary>Dropout of hidden states in training.</summary>
    public double HiddenDropoutProb { get; init; } = 0.1;

    /// <summary>Dropout of attention probabilities in training.</summary>
    public double AttentionProbsDropoutProb { get; init; } = 0.1;

    /// <summary>Layer norm's epsilon, inside the root.</summary>
    public double LayerNormEps { get; init; } = 1e-12;

    /// <summary>Standard deviation of initial matrices and embeddings.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>Id of the padding token.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The FFN's activation; only <c>gelu</c> (the erf form) is known.</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Kept heads by original index, ascending, per layer; null: none pruned.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? KeptHeads { get; init; }

    /// <summary>Kept FFN neurons by original index, ascending, per layer; null: none pruned.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? KeptNeurons { get; init; }

    /// <summary>
    /// What the classifier's rows are, as Hugging Face names it: <see cref="MultiLabel"/>, <c>single_label_classification</c> or <see cref="Regression"/>;
    /// null: as their number says, see <see cref="IsRegression"/>.
    /// </summary>
    public string? ProblemType { get; init; }

    /// <summary>From which probability a row has a label, one number a label; null: 0.5, or the model gives one label a row. A name of our own.</summary>
    public IReadOnlyList<float>? LabelThresholds { get; init; }

    /// <summary>What is read of texts that are too long; null: their beginning. A name of our own.</summary>
    public LongText? LongText { get; init; }

    /// <summary>How a model that answers questions looks for answers; null: as <see cref="AnswerOptions"/> has it. A name of our own.</summary>
    public AnswerOptions? Answers { get; init; }

    /// <summary>A row has any number of labels, each with a probability of its own.</summary>
    [JsonIgnore]
    public bool IsMultiLabel => ProblemType == MultiLabel;

    /// <summary>Names of the classes in the order of the classifier's rows; empty for a bare encoder. In JSON: <c>id2label</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// The classifier gives numbers, not classes. As in Hugging Face's library, one output without a <see cref="ProblemType"/> is a number too.
    /// </summary>
    [JsonIgnore]
    public bool IsRegression => ProblemType is null ? Labels.Count == 1 : ProblemType == Regression;

    /// <summary>Width of one head.</summary>
    [JsonIgnore]
    public int HeadSize => HiddenSize / NumAttentionHeads;

    /// <summary>Heads left in a layer.</summary>
    public int HeadsOf(int layer) => KeptHeads?[layer].Count ?? NumAttentionHeads;

    /// <summary>FFN neurons left in a layer.</summary>
    public int NeuronsOf(int layer) => KeptNeurons?[layer].Count ?? IntermediateSize;

    /// <summary>
    /// A standard size (Turc et al. 2019; Devlin et al. 2019): <c>tiny</c> L2 H128, <c>mini</c> L4 H256, <c>small</c> L4 H512,
    /// <c>base</c> L12 H768, <c>large</c> L24 H1024; heads of width 64, four times as many neurons as hidden units. Or any other
    /// shape in the same notation, such as <c>L2-H128-A4</c>: layers, hidden units, heads.
    /// </summary>
    /// <exception cref="EarlyBertException">The name is none of <see cref="Sizes"/> and no shape that can be built.</exception>
    public static BertConfig FromName(string name)
    {
        var (layers, hidden, heads) = name switch
        {
            "tiny" => (2, 128, 2),
            "mini" => (4, 256, 4),
            "small" => (4, 512, 8),
            "base" => (12, 768, 12),
            "large" => (24, 1024, 16),
            _ => ShapeOf(name),
        };
        var config = new BertConfig { NumHiddenLayers = layers, HiddenSize = hidden, NumAttentionHeads = heads, IntermediateSize = 4 * hidden };
        config.Validate(name);
        return config;
    }

    /// <summary>Whether <see cref="FromName"/> knows the name.</summary>
    internal static bool IsName(string name)
    {
        try
        {
            FromName(name);
            return true;
        }
        catch (EarlyBertException)
        {
            return false;
        }
    }

    private static (int Layers, int Hidden, int Heads) ShapeOf(string name)
    {
        var parts = name.Split('-');
        return parts.Length == 3 && Number(parts[0], 'L') is { } layers && Number(parts[1], 'H') is { } hidden && Number(parts[2], 'A') is { } heads
            ? (layers, hidden, heads)
            : throw new EarlyBertException($"'{name}' is no model size; use one of {string.Join(", ", Sizes)}, or a shape such as L2-H128-A4 (layers, hidden units, heads).");

        static int? Number(string part, char letter) =>
            part.Length is > 1 and < 8 && part[0] == letter && int.TryParse(part.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>
    /// The content of a Hugging Face <c>config.json</c>. What other programs need to load a pruned model as it is stands there too: <c>pruned_heads</c>, and,
    /// where every layer has as many neurons, that number as <c>intermediate_size</c> (the unpruned one is then <c>unpruned_intermediate_size</c>).
    /// </summary>
    /// <param name="architecture">Name of the model's class; null: that of a classifier where there are labels, else of a bare encoder.</param>
    public string ToJson(string? architecture = null)
    {
        var node = JsonSerializer.SerializeToNode(this, Json)!.AsObject();
        node.Insert(0, "model_type", "bert");
        if (KeptHeads is not null)
            node[PrunedHeads] = new JsonObject(KeptHeads.Select((kept, layer) => KeyValuePair.Create(layer.ToString(), (JsonNode?)JsonSerializer.SerializeToNode(Others(kept, NumAttentionHeads)))));
        if (KeptNeurons is not null && KeptNeurons.All(layer => layer.Count == KeptNeurons[0].Count))
        {
            node[UnprunedNeurons] = IntermediateSize;
            node["intermediate_size"] = KeptNeurons[0].Count;
        }

        node.Insert(1, "architectures", new JsonArray(architecture ?? (Labels.Count > 0 ? "BertForSequenceClassification" : "BertModel")));
        if (Labels.Count > 0)
        {
            node["id2label"] = new JsonObject(Labels.Select((name, id) => KeyValuePair.Create(id.ToString(), (JsonNode?)name)));
            node["label2id"] = new JsonObject(Labels.Select((name, id) => KeyValuePair.Create(name, (JsonNode?)id)));
            if (IsRegression)
                node["num_labels"] = Labels.Count;
        }

        return node.ToJsonString(Json);
    }

    /// <summary>Reads a Hugging Face <c>config.json</c>; names of other models' settings are ignored.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="source">What to call it in a message, usually its path.</param>
    /// <exception cref="EarlyBertException">It is no JSON, or describes no BERT that this library can build.</exception>
    public static BertConfig FromJson(string json, string source)
    {
        try
        {
            var node = JsonNode.Parse(json)!.AsObject();
            var labels = node["id2label"] is JsonObject names ? LabelsOf(names, node["label2id"] as JsonObject, source) : [];
            var config = node.Deserialize<BertConfig>(Json)! with { Labels = labels };
            if (config.KeptNeurons is not null && node[UnprunedNeurons] is { } unpruned)
                config = config with { IntermediateSize = unpruned.GetValue<int>() };
            // A model whose heads Hugging Face's own library cut out.
            if (config.KeptHeads is null && node[PrunedHeads] is JsonObject { Count: > 0 } gone)
                config = config with { KeptHeads = [.. Enumerable.Range(0, Math.Clamp(config.NumHiddenLayers, 0, 1024)).Select(layer => Others(gone[layer.ToString()]?.Deserialize<int[]>() ?? [], Math.Clamp(config.NumAttentionHeads, 0, 4096)))] };
            config.Validate(source);
            return config;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or NullReferenceException or OverflowException or ArgumentException)
        {
            throw new EarlyBertException($"'{source}' is not a BERT configuration ({fault.Message}); it should be the config.json of a Hugging Face BERT folder.", fault);
        }
    }

    /// <summary>Checks that the numbers describe a BERT; <paramref name="source"/> is named in the message.</summary>
    /// <exception cref="EarlyBertException">They do not.</exception>
    public void Validate(string source)
    {
        var faults = new List<string>();
        foreach (var (name, value, most) in new[]
        {
            ("vocab_size", VocabSize, 10_000_000), ("hidden_size", HiddenSize, 65536), ("num_hidden_layers", NumHiddenLayers, 1024),
            ("num_attention_heads", NumAttentionHeads, 4096), ("intermediate_size", IntermediateSize, 1 << 20),
            ("max_position_embeddings", MaxPositionEmbeddings, 1 << 20), ("type_vocab_size", TypeVocabSize, 1024),
        })
            OptionChecks.Check(faults, value >= 1 && value <= most, name, value, $"1 to {most}");
        if (faults.Count == 0)
        {
            OptionChecks.Check(faults, HiddenSize % NumAttentionHeads == 0, "hidden_size", HiddenSize, $"a multiple of num_attention_heads = {NumAttentionHeads}");
            OptionChecks.Check(faults, HiddenAct == "gelu", "hidden_act", HiddenAct, "gelu");
            OptionChecks.Check(faults, HiddenDropoutProb is >= 0 and < 1, "hidden_dropout_prob", HiddenDropoutProb, "0 or more, below 1");
            OptionChecks.Check(faults, AttentionProbsDropoutProb is >= 0 and < 1, "attention_probs_dropout_prob", AttentionProbsDropoutProb, "0 or more, below 1");
            OptionChecks.Check(faults, LayerNormEps is > 0 and < 1, "layer_norm_eps", LayerNormEps, "above 0, below 1");
            OptionChecks.Check(faults, PadTokenId >= 0 && PadTokenId < VocabSize, "pad_token_id", PadTokenId, $"0 to {VocabSize - 1}");
            OptionChecks.Check(faults, ProblemType is null or MultiLabel or "single_label_classification" or Regression, "problem_type", ProblemType, $"{MultiLabel}, single_label_classification or {Regression}");
            if (LabelThresholds is not null && (!IsMultiLabel || LabelThresholds.Count != Labels.Count || !LabelThresholds.All(threshold => threshold is > 0 and < 1)))
                faults.Add($"label_thresholds are {LabelThresholds.Count} numbers (allowed: with {MultiLabel}, one above 0 and below 1 for each of the {Labels.Count} labels)");
            Answers?.Collect(faults);
            CheckKept(faults, "kept_heads", KeptHeads, NumAttentionHeads);
            CheckKept(faults, "kept_neurons", KeptNeurons, IntermediateSize);
        }

        if (faults.Count > 0)
            throw new EarlyBertException($"'{source}' describes no BERT that can be built: {string.Join("; ", faults)}.");
    }

    /// <summary>Label names by index: every index once, every name once, and the same in <c>label2id</c> where that knows them.</summary>
    private static string[] LabelsOf(JsonObject names, JsonObject? indices, string source)
    {
        var pairs = names.Select(pair => (Index: int.Parse(pair.Key, CultureInfo.InvariantCulture), Name: (string?)pair.Value ?? "")).OrderBy(pair => pair.Index).ToArray();
        if (Array.FindIndex(pairs, pair => pair.Index != Array.IndexOf(pairs, pair)) is var gap and >= 0)
            throw new EarlyBertException($"'{source}' has no label {gap} in id2label, whose indices should run from 0 to {pairs.Length - 1}; mend the file or save the model again.");
        if (pairs.CountBy(pair => pair.Name).FirstOrDefault(pair => pair.Value > 1).Key is { } twice)
            throw new EarlyBertException($"'{source}' names two labels '{twice}' in id2label; give each a name of its own.");
        foreach (var (index, name) in pairs)
        {
            if (indices?[name] is JsonValue value && value.TryGetValue(out int other) && other != index)
                throw new EarlyBertException($"'{source}' calls label {index} '{name}' in id2label, but '{name}' is label {other} in label2id; mend the file or save the model again.");
        }

        return [.. pairs.Select(pair => pair.Name)];
    }

    private static int[] Others(IReadOnlyList<int> units, int count) => [.. Enumerable.Range(0, count).Except(units)];

    private void CheckKept(List<string> faults, string name, IReadOnlyList<IReadOnlyList<int>>? kept, int units)
    {
        if (kept is null)
            return;
        if (kept.Count != NumHiddenLayers)
        {
            faults.Add($"{name} has {kept.Count} layers (allowed: {NumHiddenLayers})");
            return;
        }

        for (var layer = 0; layer < kept.Count; layer++)
        {
            var row = kept[layer];
            var ascending = row is { Count: > 0 } && row[0] >= 0 && row[^1] < units && row.Zip(row.Skip(1)).All(pair => pair.First < pair.Second);
            if (!ascending)
                faults.Add($"{name} of layer {layer} is no ascending list of 1 to {units} indices below {units}");
        }
    }

    private const string PrunedHeads = "pruned_heads", UnprunedNeurons = "unpruned_intermediate_size";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
