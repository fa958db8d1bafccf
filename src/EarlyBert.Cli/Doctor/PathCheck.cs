using System.Text.Json;
using EarlyBert.Cli.Models;
using EarlyBert.Pretraining;
using EarlyBert.Tasks;
using EarlyBert.Tickets;
using EarlyBert.Weights;

namespace EarlyBert.Cli.Doctor;

/// <summary>Finds out what lies at a path, opens it as a command would, and says what is wrong with it.</summary>
internal sealed class PathCheck(DoctorOptions options)
{
    /// <summary>Files that make a folder a model, in whatever format.</summary>
    private static readonly string[] ModelFiles = ["config.json", "bert_config.json", "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    public IReadOnlyList<Finding> Look(string path)
    {
        if (Directory.Exists(path))
            return LookAtFolder(path);
        if (!File.Exists(path))
            return [Finding.Fault($"There is nothing at '{path}'; check the path.")];
        return Try(() => Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".zip" => Pipeline(path),
            ".safetensors" => Tensors(path),
            ".bin" or ".index" => ModelFolder(Path.GetDirectoryName(Path.GetFullPath(path))!),
            ".json" => JsonFile(path),
            ".jsonl" => [new Finding($"'{path}' is a log of reports; there is nothing to check.")],
            _ => DataCheck.LookAtFile(path, options),
        });
    }

    private List<Finding> LookAtFolder(string path)
    {
        var findings = new List<Finding>();
        foreach (var folder in new[] { path, Path.Combine(path, "model") })
        {
            if (IsModel(folder))
                findings.AddRange(Try(() => ModelFolder(folder)));
        }

        foreach (var (file, look) in new (string, Func<string, IEnumerable<Finding>>)[]
        {
            ("model.zip", Pipeline), ("ticket.json", TicketCheck.Look), ("search.json", Search), ("options.json", Options),
        })
        {
            var at = Path.Combine(path, file);
            if (File.Exists(at))
                findings.AddRange(Try(() => look(at)));
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        GlueTask[] tasks = [.. GlueTask.All.Where(task => !task.IsTestOnly && (name == task.Folder || Directory.Exists(Path.Combine(path, task.Folder))))];
        foreach (var task in tasks)
            findings.AddRange(Try(() => DataCheck.LookAtTask(task, path, options)));
        if (tasks.Length == 0 && DataCheck.Tables(path, options) is { } tables)
            findings.AddRange(Try(tables));
        string[] questions = [.. Directory.GetFiles(path, "*.json").Where(file => Starts(file, "train") || Starts(file, "dev")).Order(StringComparer.Ordinal)];
        foreach (var file in questions)
            findings.AddRange(Try(() => SquadCheck.Look(file)));
        if (Array.Find(questions, file => Starts(file, "train")) is { } train && Array.Find(questions, file => Starts(file, "dev")) is { } dev && !findings.Exists(finding => finding.IsFault))
            findings.AddRange(Try(() => SquadCheck.Overlap(train, dev)));
        if (findings.Count == 0)
            findings.Add(Finding.Fault($"'{path}' holds neither a model nor a run nor data that is known; name the file itself."));
        return findings;
    }

    private static bool IsModel(string folder) => Directory.Exists(folder)
        && (Array.Exists(ModelFiles, file => File.Exists(Path.Combine(folder, file))) || Directory.EnumerateFiles(folder, "*.ckpt*.index").Any());

    private static bool Starts(string file, string name) => Path.GetFileName(file).StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What was found until something could not be read, and what that was.</summary>
    private static List<Finding> Try(Func<IEnumerable<Finding>> look)
    {
        var findings = new List<Finding>();
        try
        {
            foreach (var finding in look())
                findings.Add(finding);
        }
        catch (EarlyBertException fault)
        {
            findings.Add(Finding.Fault(fault.Message));
        }

        return findings;
    }

    private static IEnumerable<Finding> ModelFolder(string path)
    {
        var inspection = ModelFolderInspection.Of(path);
        return inspection.Faults.Select(Finding.Fault).Concat(inspection.Notes.Select(Finding.Note)).Prepend(new Finding(inspection.Description, IsNote: inspection.Faults.Count > 0));
    }

    private static IEnumerable<Finding> Pipeline(string path)
    {
        using var pipeline = TrainedModel.Open(path);
        yield return new Finding($"'{path}' is a pipeline of ML.NET with an EarlyBERT model, {pipeline.Description}.");
    }

    private static IEnumerable<Finding> Tensors(string path)
    {
        var tensors = SafeTensors.Read(path);
        var (count, numbers) = (tensors.Count, tensors.Values.Sum(tensor => tensor.NumberOfElements));
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
        yield return new Finding($"'{path}' holds {count} tensors with {numbers:#,0} numbers.");
    }

    /// <summary>Tickets, searches, options and questions are told apart by what is in them.</summary>
    private static IEnumerable<Finding> JsonFile(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                if (root.TryGetProperty("keptHeads", out _) || root.TryGetProperty("keptNeurons", out _))
                    return TicketCheck.Look(path);
                if (root.TryGetProperty("steps", out _) && root.TryGetProperty("dataHash", out _))
                    return Search(path);
                if (root.TryGetProperty(nameof(EarlyBertOptions.Strategy), out _) || root.TryGetProperty(nameof(PretrainingOptions.Phases), out _))
                    return Options(path);
                if (root.TryGetProperty("data", out _))
                    return SquadCheck.Look(path);
            }
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{path}' is no JSON ({fault.Message.TrimEnd('.')}); it may be cut short: make it again.", fault);
        }

        return [new Finding($"'{path}' is JSON, but neither a ticket nor a search nor options nor questions; there is nothing to check.")];
    }

    private static IEnumerable<Finding> Search(string path)
    {
        var search = SearchFile.Load(path);
        yield return new Finding($"'{path}' is a recorded search: {search.Steps.Length} moments up to step {search.Steps[^1]}, {search.Heads[0].Length} layers.");
    }

    private static IEnumerable<Finding> Options(string path)
    {
        var json = File.ReadAllText(path);
        if (json.Contains($"\"{nameof(PretrainingOptions.Phases)}\"", StringComparison.Ordinal))
            PretrainingOptions.FromJson(json).Validate();
        else
            EarlyBertOptions.FromJson(json).Validate();
        yield return new Finding($"'{path}' holds the options of a run.");
    }
}
