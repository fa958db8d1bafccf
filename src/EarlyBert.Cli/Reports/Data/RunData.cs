using System.Text.Json;
using EarlyBert.Bert;
using EarlyBert.Cli.Output;
using EarlyBert.Display;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Reports.Data;

/// <summary>All that a run left in its folder and a report shows; what is not there is null or empty.</summary>
internal sealed record RunData
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>Null: the run has not come to its end.</summary>
    public ResultFile? Result { get; init; }

    /// <summary>The options as they were written.</summary>
    public JsonElement? Options { get; init; }

    public required RunCurves Curves { get; init; }

    public EarlyBirdTicket? Ticket { get; init; }

    public SearchFile? Search { get; init; }

    public SearchSummary? Summary { get; init; }

    /// <summary>Shape of the trained model.</summary>
    public BertConfig? Config { get; init; }

    /// <summary>The validation set as the model sees it.</summary>
    public IReadOnlyList<Prediction> Predictions { get; init; } = [];

    /// <summary>The option of a name such as <c>Draw.HeadRatio</c>; null: it is not there.</summary>
    public JsonElement? Option(string path)
    {
        var at = Options;
        foreach (var name in path.Split('.'))
        {
            if (at is not { ValueKind: JsonValueKind.Object } element || !element.TryGetProperty(name, out var next))
                return null;
            at = next;
        }

        return at;
    }

    /// <summary>Reads a run's folder.</summary>
    /// <exception cref="EarlyBertException">There is no such folder, it holds nothing of a run, or a file is damaged.</exception>
    public static RunData Load(string path)
    {
        if (!Directory.Exists(path))
            throw new EarlyBertException($"There is no folder '{path}'; name one that a training wrote with --out.");
        var folder = new RunFolder(path);
        if (!File.Exists(folder.Metrics) && !File.Exists(folder.Result) && !File.Exists(folder.Ticket))
            throw new EarlyBertException($"'{path}' holds no run: it has no metrics.jsonl, result.json or ticket.json; name a folder that a training wrote with --out.");
        var config = Path.Combine(folder.Model, "config.json");
        return new RunData
        {
            Name = new DirectoryInfo(path).Name,
            Result = Read<ResultFile>(folder.Result),
            Options = Read<JsonElement?>(folder.Options),
            Curves = CurvesFile.Load(folder.Metrics),
            Ticket = File.Exists(folder.Ticket) ? EarlyBirdTicket.Load(folder.Ticket) : null,
            Search = File.Exists(folder.Search) ? SearchFile.Load(folder.Search) : null,
            Summary = Read<SearchSummary>(folder.SearchSummary) is { } summary ? Checked(summary, folder.SearchSummary) : null,
            Config = File.Exists(config) ? BertConfig.FromJson(File.ReadAllText(config), config) : null,
            Predictions = PredictionsFile.Load(folder.Predictions),
        };
    }

    private static T? Read<T>(string path)
    {
        if (!File.Exists(path))
            return default;
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Json.Indented);
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{path}' is damaged ({fault.Message.TrimEnd('.')}); delete it to make a report without it, or train again.", fault);
        }
    }

    private static SearchSummary Checked(SearchSummary summary, string path)
    {
        var moments = summary.Steps.Count;
        var isWhole = moments > 0 && IsWhole(summary.Heads) && IsWhole(summary.Neurons);
        return isWhole ? summary : throw new EarlyBertException($"'{path}' is damaged: its parts are not of one shape; delete it to make a report without it, or train again.");

        bool IsWhole(SearchSummary.Units units) =>
            units.MaskDistances.Length == moments && units.MaskDistances.All(row => row?.Length == moments)
            && units.Histograms.Length == moments && units.Histograms.All(layers => layers?.Length > 0 && layers.All(layer => layer?.Length == units.HistogramEdges.Length - 1));
    }
}
