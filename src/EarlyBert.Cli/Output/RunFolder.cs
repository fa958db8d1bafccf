using System.Text.Json;
using EarlyBert.Tickets;

namespace EarlyBert.Cli.Output;

/// <summary>The folder of a run, <c>--out</c>, and the names of what lies in it. Whatever else is in the folder stays.</summary>
internal sealed class RunFolder
{
    /// <summary>Name of the folder with the report's data.</summary>
    public const string ReportDataName = "report";

    /// <summary>Makes the folder if it is not there.</summary>
    /// <exception cref="EarlyBertException">It cannot be made.</exception>
    public RunFolder(string path)
    {
        Root = path;
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EarlyBertException($"The folder '{path}' cannot be made ({fault.Message.TrimEnd('.')}); name another with --out.", fault);
        }
    }

    public string Root { get; }

    public string Options => In("options.json");

    public string Metrics => In("metrics.jsonl");

    public string Result => In("result.json");

    public string Ticket => In("ticket.json");

    public string Search => In("search.json");

    public string SearchSummary => In("search-summary.json");

    public string Model => In("model");

    public string Pipeline => In("model.zip");

    public string Evaluation => In("evaluation.json");

    /// <summary>The validation set as the finished model sees it.</summary>
    public string Predictions => In("predictions.jsonl");

    /// <summary>The report that people look at.</summary>
    public string Report => In("report.html");

    /// <summary>The report's data as CSV files.</summary>
    public string ReportData => In(ReportDataName);

    /// <summary>Event files of TensorBoard.</summary>
    public string TensorBoard => In("tensorboard");

    /// <summary>The vocabulary that a pre-training learned.</summary>
    public string Vocabulary => In("vocab.txt");

    public string Checkpoints => In("checkpoints");

    /// <summary>Prepared examples of a pre-training, by their longest input.</summary>
    public string Examples(int maxTokens) => In($"examples-{maxTokens}");

    /// <summary>Writes the ticket and the recorded search, as far as the run has them.</summary>
    /// <param name="ticket">The ticket; null: the strategy has none.</param>
    /// <param name="search">The search; null: there was none.</param>
    /// <param name="draw">How masks are drawn from it.</param>
    public void WriteTicket(EarlyBirdTicket? ticket, SearchRecord? search, DrawOptions draw)
    {
        Replace(Ticket, ticket is null ? null : ticket.Save);
        Replace(Search, search is null ? null : SearchFile.Of(search, ticket!).Save);
        Replace(SearchSummary, search is null ? null : path => WriteJson(path, Output.SearchSummary.Of(search, draw)));
    }

    /// <summary>Writes a file, or takes away the one that an earlier run of another strategy left: it would not belong to this model.</summary>
    public static void Replace(string path, Action<string>? save)
    {
        if (save is not null)
            save(path);
        else if (File.Exists(path))
            File.Delete(path);
    }

    /// <summary>Writes a value as indented JSON, beside and renamed.</summary>
    public static void WriteJson<T>(string path, T value) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Json.Indented));

    /// <summary>Reads what <see cref="WriteJson"/> wrote.</summary>
    /// <exception cref="EarlyBertException">The file is damaged.</exception>
    public static T ReadJson<T>(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Json.Indented) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{path}' is damaged ({fault.Message}); delete it, and the run is made anew.", fault);
        }
    }

    /// <summary>Writes a text, beside and renamed.</summary>
    public static void WriteText(string path, string text) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });

    private string In(string name) => Path.Combine(Root, name);
}
