using System.Text.Json;
using EarlyBert.Bert;

namespace EarlyBert.Tickets;

/// <summary><c>search.json</c>: the coefficients that a search recorded, from which other tickets are drawn without training again.</summary>
public sealed record SearchFile
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Version of the file format.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>Seed of the run; with <see cref="DataHash"/> it is copied into every ticket drawn from here.</summary>
    public required int Seed { get; init; }

    /// <summary>SHA-256 of the training ids and labels.</summary>
    public required string DataHash { get; init; }

    /// <summary>Optimizer steps before each moment, ascending.</summary>
    public required int[] Steps { get; init; }

    /// <summary>[moment][layer][head].</summary>
    public required float[][][] Heads { get; init; }

    /// <summary>[moment][layer][neuron].</summary>
    public required float[][][] Neurons { get; init; }

    /// <summary>Of a search in a model that was pruned already: what its units are in the unpruned model. Null: none was pruned.</summary>
    public SearchedUnits? Pruned { get; init; }

    /// <summary>The file of a search.</summary>
    /// <param name="record">What it recorded.</param>
    /// <param name="ticket">A ticket of it, which tells seed, data and shape.</param>
    public static SearchFile Of(SearchRecord record, EarlyBirdTicket ticket) => new()
    {
        Seed = ticket.Seed,
        DataHash = ticket.DataHash,
        Steps = [.. record.Steps],
        Heads = [.. record.Heads],
        Neurons = [.. record.Neurons],
        Pruned = SearchedUnits.Of(record, ticket),
    };

    /// <summary>Writes the file, beside and renamed, on one line: it is for programs.</summary>
    /// <exception cref="EarlyBertException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="EarlyBertException">It is missing, damaged or of a newer format.</exception>
    public static SearchFile Load(string path)
    {
        if (!File.Exists(path))
            throw new EarlyBertException($"There is no search file '{path}'; a finetune run with the early-bird strategy leaves one as search.json.");
        SearchFile file;
        try
        {
            using var stream = File.OpenRead(path);
            file = JsonSerializer.Deserialize<SearchFile>(stream, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{path}' is not a recorded search ({fault.Message}); record it again.", fault);
        }

        if (file.FormatVersion is < 1 or > CurrentFormat)
            throw new EarlyBertException($"'{path}' has search format {file.FormatVersion}, this version reads up to {CurrentFormat}; update EarlyBert or record the search again.");
        if (!file.IsWhole())
            throw new EarlyBertException($"'{path}' is a damaged search: its steps, heads and neurons do not have one shape throughout; record it again.");
        return file;
    }

    /// <summary>Draws a ticket from the moment after <paramref name="step"/> steps; null: the last moment.</summary>
    /// <exception cref="EarlyBertException">That moment was not recorded.</exception>
    public EarlyBirdTicket Draw(DrawOptions options, int? step)
    {
        var moment = step is { } wanted ? Array.IndexOf(Steps, wanted) : Steps.Length - 1;
        if (moment < 0)
            throw new EarlyBertException($"Nothing was recorded at step {step}; the recorded steps are {string.Join(", ", Steps)}.");
        var record = new SearchRecord { Steps = Steps, Heads = Heads, Neurons = Neurons };
        return TicketDrawing.Draw(Shape, record, options, moment) with { Seed = Seed, DataHash = DataHash };
    }

    /// <summary>Shape of the searched model, as far as a draw needs it.</summary>
    private BertConfig Shape => Pruned?.Shape ?? new BertConfig { NumHiddenLayers = Heads[0].Length, NumAttentionHeads = Heads[0][0].Length, IntermediateSize = Neurons[0][0].Length };

    private bool IsWhole() =>
        Steps is { Length: > 0 } && Heads?.Length == Steps.Length && Neurons?.Length == Steps.Length
        && Steps.Zip(Steps.Skip(1)).All(pair => pair.First < pair.Second) && DataHash is not null && HasUnits(Heads) && HasUnits(Neurons)
        && (Pruned?.IsWhole ?? true) && Fits(Heads, Shape.HeadsOf) && Fits(Neurons, Shape.NeuronsOf);

    private static bool HasUnits(float[][][] moments) => moments[0] is [{ Length: > 0 }, ..];

    private bool Fits(float[][][] moments, Func<int, int> units) => moments.All(layers =>
        layers?.Length == Shape.NumHiddenLayers && layers.Index().All(layer => layer.Item?.Length == units(layer.Index) && layer.Item.All(float.IsFinite)));
}
