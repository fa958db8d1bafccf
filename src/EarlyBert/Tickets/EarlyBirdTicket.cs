using System.Text.Json;
using System.Text.Json.Serialization;
using EarlyBert.Bert;
using EarlyBert.Display;
using EarlyBert.Tickets.Charts;

namespace EarlyBert.Tickets;

/// <summary>
/// An early-bird ticket: which heads and neurons of a BERT stay, and how that was decided. As a file, <c>ticket.json</c>,
/// it can be drawn once and used many times.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record EarlyBirdTicket : IDisplay
{
    /// <summary>The version of the file format that this library writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Layers, and units of each, that a message spells out.</summary>
    private const int Shown = 4;

    /// <summary>Version of the file format.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>Layers of the model it was drawn from.</summary>
    public required int Layers { get; init; }

    /// <summary>Heads of each unpruned layer.</summary>
    public required int Heads { get; init; }

    /// <summary>FFN neurons of each unpruned layer.</summary>
    public required int Neurons { get; init; }

    /// <summary>Kept heads by original index, ascending, one list a layer, at least one head each.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> KeptHeads { get; init; }

    /// <summary>Kept neurons by original index, ascending, one list a layer, at least one neuron each.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> KeptNeurons { get; init; }

    /// <summary>When it was drawn, in <see cref="DrawSchedule"/>'s text form; <c>random</c>, <c>importance</c>, <c>magnitude</c> or <c>given</c> for tickets that no early-bird search made.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>Optimizer steps before the draw; 0 for a random ticket.</summary>
    public int Step { get; init; }

    /// <summary>Share of heads that was asked to go.</summary>
    public double HeadRatio { get; init; }

    /// <summary>Share of neurons that was asked to go.</summary>
    public double NeuronRatio { get; init; }

    /// <summary>Heads were ranked over all layers together.</summary>
    public bool GlobalHeads { get; init; }

    /// <summary>Neurons were ranked layer by layer.</summary>
    public bool LayerwiseNeurons { get; init; }

    /// <summary>The rule that made the mask.</summary>
    public TicketRule Rule { get; init; }

    /// <summary>Seed of the run.</summary>
    public int Seed { get; init; }

    /// <summary>SHA-256 of the training ids and labels, hexadecimal.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>Mask distance over the search: one point a recorded mask, against the one before.</summary>
    public IReadOnlyList<MaskDistancePoint> DistanceTrace { get; init; } = [];

    /// <summary>Layers in which the last head or neuron was kept against the ranking.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A ticket from a list of heads to cut out that was made elsewhere, for example by Hugging Face's or Michel et al.'s tools.</summary>
    /// <param name="config">The model's shape, which may be pruned already.</param>
    /// <param name="prunedHeads">Heads to go, by layer, counted from 0 in the unpruned model; layers that are not named lose none.</param>
    /// <exception cref="EarlyBertException">A layer or head is not there, or a layer would lose all.</exception>
    public static EarlyBirdTicket OfPrunedHeads(BertConfig config, IReadOnlyDictionary<int, IReadOnlyList<int>> prunedHeads)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(prunedHeads);
        foreach (var (layer, heads) in prunedHeads)
        {
            if (layer < 0 || layer >= config.NumHiddenLayers)
                throw new EarlyBertException($"The list prunes heads of layer {layer}; the model's layers are 0 to {config.NumHiddenLayers - 1}, so use a list made for this model.");
            var outside = heads.Where(head => head < 0 || head >= config.NumAttentionHeads).ToArray();
            if (outside.Length > 0)
                throw new EarlyBertException($"The list prunes head {outside[0]} of layer {layer}; a layer's heads are 0 to {config.NumAttentionHeads - 1}, so use a list made for this model.");
        }

        var kept = Enumerable.Range(0, config.NumHiddenLayers)
            .Select(layer => (config.KeptHeads?[layer] ?? [.. Enumerable.Range(0, config.NumAttentionHeads)]).Except(prunedHeads.GetValueOrDefault(layer) ?? []).ToArray())
            .ToArray();
        var empty = Array.FindIndex(kept, heads => heads.Length == 0);
        if (empty >= 0)
            throw new EarlyBertException($"The list prunes every head of layer {empty}; leave at least one.");
        return new EarlyBirdTicket
        {
            Layers = config.NumHiddenLayers,
            Heads = config.NumAttentionHeads,
            Neurons = config.IntermediateSize,
            KeptHeads = kept,
            KeptNeurons = config.KeptNeurons ?? [.. Enumerable.Repeat<IReadOnlyList<int>>([.. Enumerable.Range(0, config.IntermediateSize)], config.NumHiddenLayers)],
            Schedule = "given",
        };
    }

    /// <summary>Writes <c>ticket.json</c>, beside and renamed.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>Reads a ticket file.</summary>
    /// <exception cref="EarlyBertException">The file is missing, damaged, or of a newer format.</exception>
    public static EarlyBirdTicket Load(string path)
    {
        if (!File.Exists(path))
            throw new EarlyBertException($"There is no ticket file '{path}'; draw one with 'earlybert ticket draw' or by training with the early-bird strategy.");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>The ticket as the JSON text of its file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads the JSON text of a ticket; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="EarlyBertException">The text is damaged, or of a newer format.</exception>
    public static EarlyBirdTicket Parse(string json, string source)
    {
        EarlyBirdTicket ticket;
        try
        {
            ticket = JsonSerializer.Deserialize<EarlyBirdTicket>(json, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{source}' is not a ticket ({fault.Message}); draw it again.", fault);
        }

        if (ticket.FormatVersion is < 1 or > CurrentFormat)
            throw new EarlyBertException($"'{source}' has ticket format {ticket.FormatVersion}, this version reads up to {CurrentFormat}; update EarlyBert or draw the ticket again.");
        try
        {
            if (ticket.KeptHeads is null || ticket.KeptNeurons is null)
                throw new EarlyBertException("kept heads or neurons are null");
            ticket.Prune(new BertConfig { NumHiddenLayers = ticket.Layers, NumAttentionHeads = ticket.Heads, HiddenSize = ticket.Heads, IntermediateSize = ticket.Neurons });
        }
        catch (EarlyBertException fault)
        {
            throw new EarlyBertException($"'{source}' is a damaged ticket ({fault.Message}); draw it again.", fault);
        }

        return ticket;
    }

    /// <summary>
    /// The configuration of a model of shape <paramref name="config"/> pruned to this ticket. The model may be pruned already, if it still has every
    /// unit that the ticket keeps: units are counted as in the unpruned model, so the result is that of pruning the unpruned model.
    /// </summary>
    /// <exception cref="EarlyBertException">The ticket was drawn from another shape, or the model has lost units that the ticket keeps.</exception>
    public BertConfig Prune(BertConfig config)
    {
        if (config.NumHiddenLayers != Layers || config.NumAttentionHeads != Heads || config.IntermediateSize != Neurons)
            throw new EarlyBertException(
                $"The ticket was drawn from {Layers} layers with {Heads} heads and {Neurons} neurons, the model has {config.NumHiddenLayers} layers with " +
                $"{config.NumAttentionHeads} heads and {config.IntermediateSize} neurons; use a ticket of this shape or draw a new one.");
        var pruned = config with { KeptHeads = KeptHeads, KeptNeurons = KeptNeurons };
        pruned.Validate("the ticket");
        string[] lost = [.. Lost("head", KeptHeads, config.KeptHeads), .. Lost("neuron", KeptNeurons, config.KeptNeurons)];
        if (lost.Length > 0)
            throw new EarlyBertException(
                $"The model is pruned already and has lost units that the ticket keeps ({string.Join("; ", lost.Take(Shown))}{(lost.Length > Shown ? "; ..." : "")}); " +
                "draw a ticket from this model, or apply this one to the unpruned model.");
        return pruned;
    }

    /// <summary>The ticket for people: a map of layers by heads, and how many neurons stay.</summary>
    public override string ToString() => TicketText.Of(this);

    Html IDisplay.Display() => TicketText.ToHtml(this);

    /// <summary>For each layer that has lost kept units, which.</summary>
    private static IEnumerable<string> Lost(string name, IReadOnlyList<IReadOnlyList<int>> kept, IReadOnlyList<IReadOnlyList<int>>? left)
    {
        for (var layer = 0; layer < kept.Count && left is not null; layer++)
        {
            var lost = kept[layer].Except(left[layer]).ToArray();
            if (lost.Length > 0)
                yield return $"layer {layer} has no {name}{(lost.Length == 1 ? "" : "s")} {string.Join(", ", lost.Take(Shown))}{(lost.Length > Shown ? ", ..." : "")}";
        }
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
    };
}

/// <summary>One point of the distance trace.</summary>
/// <param name="Step">Optimizer steps before the mask.</param>
/// <param name="Heads">Normalised Hamming distance of the head masks to the mask before, 0 to 1.</param>
/// <param name="Neurons">The same for neurons.</param>
/// <param name="Tied">Coefficients at the threshold are still equal, so that the masks say nothing yet.</param>
public readonly record struct MaskDistancePoint(int Step, double Heads, double Neurons, bool Tied);
