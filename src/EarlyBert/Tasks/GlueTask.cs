using System.Diagnostics.CodeAnalysis;

namespace EarlyBert.Tasks;

/// <summary>
/// A text classification task of GLUE (Wang et al. 2018): where its files keep texts and labels, which labels there are, and by what it is
/// scored. The files are read as GLUE's own scripts leave them, traps included: CoLA's training and validation files have no header, MRPC's
/// start with a byte-order mark, and quotes are plain text everywhere.
/// </summary>
public sealed class GlueTask
{
    private static readonly DelimitedOptions Tabs = new() { Separator = '\t', Quoted = false };

    private GlueTask(string name, string folder, string description, TextColumns columns, IReadOnlyList<string> labelNames, IReadOnlyList<string> metricNames)
    {
        Name = name;
        Folder = folder;
        Description = description;
        Columns = columns;
        LabelNames = labelNames;
        MetricNames = metricNames;
    }

    /// <summary>The tasks that are known.</summary>
    public static IReadOnlyList<GlueTask> All { get; } =
    [
        new("sst2", "SST-2", "sentiment of film reviews: 0 negative, 1 positive", new("sentence", "label"), ["0", "1"], ["accuracy"]),
        new("cola", "CoLA", "grammar of sentences: 0 wrong, 1 acceptable", new("3", "1"), ["0", "1"], ["matthews"]),
        new("mrpc", "MRPC", "two sentences of the news: 0 different, 1 the same meaning", new("#1 String", "Quality", "#2 String"), ["0", "1"], ["accuracy", "f1"]),
        new("rte", "RTE", "whether the first text entails the second", new("sentence1", "label", "sentence2"), ["entailment", "not_entailment"], ["accuracy"]),
    ];

    /// <summary>Short name, lower case: <c>sst2</c>.</summary>
    public string Name { get; }

    /// <summary>Name of the task's folder in GLUE's download: <c>SST-2</c>.</summary>
    public string Folder { get; }

    /// <summary>What is classified, in a few words.</summary>
    public string Description { get; }

    /// <summary>Where texts and labels are in the training file.</summary>
    public TextColumns Columns { get; }

    /// <summary>Whether a row has two texts.</summary>
    public bool HasPairs => Columns.Pair is not null;

    /// <summary>The labels as they stand in the files, in the order of the class indices (that of Hugging Face's data sets).</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>What the task is scored by, the main score first; names of <see cref="Metrics.Compute"/>.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    /// <summary>Finds a task by its short or its folder's name, in any case, with or without hyphens: <c>sst2</c>, <c>SST-2</c>.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out GlueTask? task)
    {
        var plain = name.Replace("-", "").Replace("_", "");
        task = All.FirstOrDefault(known => known.Name.Equals(plain, StringComparison.OrdinalIgnoreCase));
        return task is not null;
    }

    /// <summary>The task of a name; see <see cref="TryGet"/>.</summary>
    /// <exception cref="EarlyBertException">There is none.</exception>
    public static GlueTask Get(string name) => TryGet(name, out var task)
        ? task
        : throw new EarlyBertException($"'{name}' is no task (allowed: {string.Join(", ", All.Select(known => known.Name))}); for other data name the files and columns.");

    /// <summary>Reads a part of the task.</summary>
    /// <param name="directory">The task's folder, or the one that holds it.</param>
    /// <param name="split">The part. Of the test sets only MRPC's has labels.</param>
    /// <exception cref="EarlyBertException">The files are missing or damaged, or the part has no labels.</exception>
    public LabelledTexts Read(string directory, GlueSplit split)
    {
        var folder = FindFolder(directory);
        if (Name == "mrpc")
            return MrpcFiles.Read(this, folder, split);
        if (split == GlueSplit.Test)
            throw new EarlyBertException($"The test set of {Name} has no labels; use the dev set.");
        return ReadFile(Path.Combine(folder, split == GlueSplit.Train ? "train.tsv" : "dev.tsv"));
    }

    internal LabelledTexts ReadFile(string path) => LabelledFile.Read(path, Columns, LabelNames, MissingLabel.Error, Tabs).Rows;

    private string FindFolder(string directory)
    {
        foreach (var folder in new[] { Path.Combine(directory, Folder), directory })
        {
            if (Directory.Exists(folder) && (File.Exists(Path.Combine(folder, "train.tsv")) || File.Exists(Path.Combine(folder, "dev.tsv")) || MrpcFiles.AreIn(folder)))
                return folder;
        }

        throw new EarlyBertException($"There are no files of {Name} in '{directory}' (expected: train.tsv and dev.tsv, there or in {Folder}); name GLUE's folder.");
    }
}
