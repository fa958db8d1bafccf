using System.Text.Json;
using EarlyBert.Cli.Models;
using EarlyBert.Cli.Output;
using EarlyBert.Tasks;
using EarlyBert.Tickets;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Doctor;

/// <summary>Finds out what lies at a path, opens it as a command would, and says what is wrong with it.</summary>
internal static class PathCheck
{
    /// <summary>What the doctor knows in a folder, and how to look at it.</summary>
    private static readonly (string File, Func<string, string> Look)[] Known =
    [
        ("config.json", path => ModelFolder(Path.GetDirectoryName(path)!)),
        (Path.Combine("model", "config.json"), path => ModelFolder(Path.GetDirectoryName(path)!)),
        ("model.zip", Pipeline),
        ("ticket.json", Ticket),
        ("search.json", Search),
        ("options.json", Options),
        ("train.tsv", DataFile.Describe),
        ("dev.tsv", DataFile.Describe),
    ];

    public static IReadOnlyList<Finding> Look(string path)
    {
        if (Directory.Exists(path))
            return LookAtFolder(path);
        if (!File.Exists(path))
            return [new Finding($"There is nothing at '{path}'; check the path.", IsFault: true)];
        return [Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".zip" => Try(() => Pipeline(path)),
            ".safetensors" => Try(() => Tensors(path)),
            ".json" => Try(() => JsonFile(path)),
            ".jsonl" => new Finding($"'{path}' is a log of reports; there is nothing to check."),
            _ => Try(() => DataFile.Describe(path)),
        }];
    }

    private static List<Finding> LookAtFolder(string path)
    {
        var findings = new List<Finding>();
        foreach (var (file, look) in Known)
        {
            var at = Path.Combine(path, file);
            if (File.Exists(at))
                findings.Add(Try(() => look(at)));
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        foreach (var task in GlueTask.All.Where(task => name == task.Folder || Directory.Exists(Path.Combine(path, task.Folder))))
            findings.Add(Try(() => $"GLUE's {task.Name}: {task.Read(path, GlueSplit.Train).Count:#,0} rows for training, {task.Read(path, GlueSplit.Dev).Count:#,0} for validation."));
        if (findings.Count == 0)
            findings.Add(new Finding($"'{path}' holds neither a model nor a run nor data that is known; name the file itself.", IsFault: true));
        return findings;
    }

    private static Finding Try(Func<string> look)
    {
        try
        {
            return new Finding(look());
        }
        catch (EarlyBertException fault)
        {
            return new Finding(fault.Message, IsFault: true);
        }
    }

    private static string ModelFolder(string path)
    {
        using var classifier = TextClassifier.Load(path);
        var config = classifier.Config;
        var pruned = config.KeptHeads is null && config.KeptNeurons is null ? "unpruned" : "pruned";
        var head = classifier.Labels.Count > 0 ? $"classes {string.Join(", ", classifier.Labels)}" : "a bare encoder without a classification head";
        return $"'{path}' is a model: {config.NumHiddenLayers} layers of width {config.HiddenSize}, {pruned}, {classifier.ParameterCount:#,0} parameters, " +
            $"{classifier.Vocabulary.Count:#,0} word pieces, up to {classifier.MaxTokens} tokens, {head}.";
    }

    private static string Pipeline(string path)
    {
        using var pipeline = TrainedModel.Open(path);
        return $"'{path}' is a pipeline of ML.NET with an EarlyBERT classifier: classes {string.Join(", ", pipeline.Labels)}.";
    }

    private static string Tensors(string path)
    {
        var tensors = SafeTensors.Read(path);
        try
        {
            return $"'{path}' holds {tensors.Count} tensors with {tensors.Values.Sum(tensor => tensor.NumberOfElements):#,0} numbers.";
        }
        finally
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
        }
    }

    /// <summary>Tickets, searches and options are told apart by what is in them.</summary>
    private static string JsonFile(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                if (root.TryGetProperty("keptHeads", out _) || root.TryGetProperty("keptNeurons", out _))
                    return Ticket(path);
                if (root.TryGetProperty("steps", out _) && root.TryGetProperty("dataHash", out _))
                    return Search(path);
                if (root.TryGetProperty(nameof(EarlyBertOptions.Strategy), out _))
                    return Options(path);
            }
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{path}' is no JSON ({fault.Message.TrimEnd('.')}); it may be cut short: make it again.", fault);
        }

        return $"'{path}' is JSON, but neither a ticket nor a search nor options; there is nothing to check.";
    }

    private static string Ticket(string path)
    {
        var ticket = EarlyBirdTicket.Load(path);
        return $"'{path}' is a ticket for {ticket.Layers} layers with {ticket.Heads} heads and {ticket.Neurons} neurons; " +
            $"it keeps {ticket.KeptHeads.Sum(layer => layer.Count)} heads and {ticket.KeptNeurons.Sum(layer => layer.Count)} neurons.";
    }

    private static string Search(string path)
    {
        var search = SearchFile.Load(path);
        return $"'{path}' is a recorded search: {search.Steps.Length} moments up to step {search.Steps[^1]}, {search.Heads[0].Length} layers.";
    }

    private static string Options(string path)
    {
        EarlyBertOptions.FromJson(File.ReadAllText(path)).Validate();
        return $"'{path}' holds the options of a run.";
    }
}
