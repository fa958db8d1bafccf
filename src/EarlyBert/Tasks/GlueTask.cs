using System.Diagnostics.CodeAnalysis;

namespace EarlyBert.Tasks;

/// <summary>
/// A task of GLUE (Wang et al. 2018): where its files keep texts and labels, which labels there are, and by what it is scored. The files are read
/// as GLUE's own scripts leave them, traps included: CoLA's training and validation files have no header, MRPC's start with a byte-order mark, QQP has
/// rows that are cut short, and quotes are plain text everywhere.
/// </summary>
public sealed class GlueTask
{
    private static readonly string[] Entailment = ["entailment", "not_entailment"];
    private static readonly string[] Inference = ["entailment", "neutral", "contradiction"];

    private GlueTask(string name, string folder, string description, TextColumns columns, IReadOnlyList<string> labelNames, params IReadOnlyList<string> metricNames)
    {
        Name = name;
        Folder = folder;
        Description = description;
        Columns = columns;
        LabelNames = labelNames;
        MetricNames = metricNames;
        TestColumns = columns with { Label = "index" };
        SubmissionName = folder;
    }

    /// <summary>The tasks that are known.</summary>
    public static IReadOnlyList<GlueTask> All { get; } =
    [
        new("cola", "CoLA", "grammar of sentences: 0 wrong, 1 acceptable", new("3", "1"), ["0", "1"], "matthews") { TestColumns = new("sentence", "index") },
        new("sst2", "SST-2", "sentiment of film reviews: 0 negative, 1 positive", new("sentence", "label"), ["0", "1"], "accuracy"),
        new("mrpc", "MRPC", "two sentences of the news: 0 different, 1 the same meaning", new("#1 String", "Quality", "#2 String"), ["0", "1"], "accuracy", "f1"),
        new("stsb", "STS-B", "how alike two sentences are, 0 to 5", new("sentence1", "score", "sentence2"), [], "pearson", "spearman"),
        new("qqp", "QQP", "two questions: 0 different, 1 the same meaning", new("question1", "is_duplicate", "question2"), ["0", "1"], "accuracy", "f1") { TestColumns = new("question1", "id", "question2") },
        new("mnli", "MNLI", "whether the first text entails the second, contradicts it, or neither", new("sentence1", "gold_label", "sentence2"), Inference, "accuracy") { SubmissionName = "MNLI-m", HasMismatched = true },
        new("qnli", "QNLI", "whether the sentence answers the question", new("question", "label", "sentence"), Entailment, "accuracy"),
        new("rte", "RTE", "whether the first text entails the second", new("sentence1", "label", "sentence2"), Entailment, "accuracy"),
        new("wnli", "WNLI", "whether the second sentence reads a pronoun of the first rightly: 0 no, 1 yes", new("sentence1", "label", "sentence2"), ["0", "1"], "accuracy"),
        new("ax", "diagnostic", "GLUE's diagnostic set, for a model of mnli: test only", new("sentence1", "label", "sentence2"), Inference, "matthews") { SubmissionName = "AX", IsTestOnly = true },
    ];

    /// <summary>Short name, lower case: <c>sst2</c>.</summary>
    public string Name { get; }

    /// <summary>Name of the task's folder in GLUE's download: <c>SST-2</c>.</summary>
    public string Folder { get; }

    /// <summary>What is told apart or scored, in a few words.</summary>
    public string Description { get; }

    /// <summary>Where texts and labels are in the training file.</summary>
    public TextColumns Columns { get; }

    /// <summary>Where texts and row numbers (in the place of labels) are in the test file.</summary>
    public TextColumns TestColumns { get; private init; }

    /// <summary>Whether a row has two texts.</summary>
    public bool HasPairs => Columns.Pair is not null;

    /// <summary>Whether a row has a number to come near to, in the place of a class: STS-B.</summary>
    public bool IsRegression => LabelNames.Count == 0;

    /// <summary>Whether there are a second validation and test set, of other genres: MNLI.</summary>
    public bool HasMismatched { get; private init; }

    /// <summary>Whether there is a test set alone: the diagnostic set.</summary>
    public bool IsTestOnly { get; private init; }

    /// <summary>The labels as they stand in the files, in the order of the class indices (that of Hugging Face's data sets); none for a regression.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>What the task is scored by, the main score first; names of <see cref="Metrics"/>.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    /// <summary>Name of the file that GLUE's server wants, without <c>.tsv</c>.</summary>
    internal string SubmissionName { get; private init; }

    /// <summary>Finds a task by its short or its folder's name, in any case, with or without hyphens: <c>sst2</c>, <c>SST-2</c>.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out GlueTask? task)
    {
        var plain = name.Replace("-", "").Replace("_", "");
        task = All.FirstOrDefault(known => known.Name.Equals(plain, StringComparison.OrdinalIgnoreCase) || known.Folder.Equals(plain, StringComparison.OrdinalIgnoreCase));
        return task is not null;
    }

    /// <summary>The task of a name; see <see cref="TryGet"/>.</summary>
    /// <exception cref="EarlyBertException">There is none.</exception>
    public static GlueTask Get(string name) => TryGet(name, out var task)
        ? task
        : throw new EarlyBertException($"'{name}' is no task (allowed: {string.Join(", ", All.Select(known => known.Name))}); for other data name the files and columns.");

    /// <summary>Whether a part's files are there.</summary>
    /// <param name="directory">The task's folder, or the one that holds it.</param>
    /// <param name="split">The part.</param>
    /// <exception cref="EarlyBertException">There are no files of the task at all, or there is no such part.</exception>
    public bool HasPart(string directory, GlueSplit split)
    {
        var folder = FindFolder(directory);
        return File.Exists(Path.Combine(folder, FileOf(split))) || (Name == "mrpc" && MrpcFiles.AreIn(folder));
    }

    /// <summary>Reads a part of a classification task.</summary>
    /// <param name="directory">The task's folder, or the one that holds it.</param>
    /// <param name="split">The part. Of the test sets only MRPC's has labels.</param>
    /// <exception cref="EarlyBertException">The files are missing or damaged, the part has no labels, or the task is a regression.</exception>
    public LabelledTexts Read(string directory, GlueSplit split)
    {
        if (IsRegression)
            throw new EarlyBertException($"{Name} has scores, not classes; read it with {nameof(ReadScores)}.");
        var folder = FindFolder(directory);
        if (Name == "mrpc")
            return MrpcFiles.Read(this, folder, split);
        return ReadFile(Path.Combine(folder, LabelledFileOf(split)));
    }

    /// <summary>Reads a part of a regression task: STS-B.</summary>
    /// <param name="directory">The task's folder, or the one that holds it.</param>
    /// <param name="split">The part; the test set has no scores.</param>
    /// <exception cref="EarlyBertException">The files are missing or damaged, a score is no number, or the task has classes.</exception>
    public ScoredTexts ReadScores(string directory, GlueSplit split)
    {
        if (!IsRegression)
            throw new EarlyBertException($"{Name} has classes, not scores; read it with {nameof(Read)}.");
        return ScoredTexts.Read(Path.Combine(FindFolder(directory), LabelledFileOf(split)), Columns, Tabs);
    }

    /// <summary>Reads the rows of a test set, which go to GLUE's server.</summary>
    /// <param name="directory">The task's folder, or the one that holds it.</param>
    /// <param name="split"><see cref="GlueSplit.Test"/> or <see cref="GlueSplit.TestMismatched"/>.</param>
    /// <exception cref="EarlyBertException">The file is missing or damaged, or there is no such set.</exception>
    public GlueTestRows ReadTest(string directory, GlueSplit split = GlueSplit.Test)
    {
        if (split is not (GlueSplit.Test or GlueSplit.TestMismatched))
            throw new ArgumentException($"{split} is no test set.", nameof(split));
        var file = FileOf(split);
        var path = Path.Combine(FindFolder(directory), file);
        var table = DelimitedReader.Read(path, TestColumns.Pair is { } pair ? [TestColumns.Label, TestColumns.Text, pair] : [TestColumns.Label, TestColumns.Text], Tabs);
        return new GlueTestRows(this, split == GlueSplit.TestMismatched ? "MNLI-mm" : SubmissionName, table[0], table[1], HasPairs ? table[2] : null);
    }

    internal LabelledTexts ReadFile(string path) => LabelledFile.Read(path, Columns, LabelNames, MissingLabel.Error, Tabs).Rows;

    // Quora's file has a few rows without a second question; GLUE's own baselines pass over them.
    private DelimitedOptions Tabs => new() { Separator = '\t', Quoted = false, SkipShortRows = Name == "qqp" };

    private string LabelledFileOf(GlueSplit split) => split is GlueSplit.Test or GlueSplit.TestMismatched || IsTestOnly
        ? throw new EarlyBertException($"The test set of {Name} has no labels; use the dev set, or make a submission of it.")
        : FileOf(split);

    private string FileOf(GlueSplit split)
    {
        if (split is GlueSplit.DevMismatched or GlueSplit.TestMismatched && !HasMismatched)
            throw new EarlyBertException($"{Name} has no mismatched set (only mnli has one); use {(split == GlueSplit.DevMismatched ? GlueSplit.Dev : GlueSplit.Test)}.");
        if (IsTestOnly)
            return "diagnostic.tsv";
        var matched = HasMismatched ? "_matched" : "";
        return split switch
        {
            GlueSplit.Train => "train.tsv",
            GlueSplit.Dev => $"dev{matched}.tsv",
            GlueSplit.DevMismatched => "dev_mismatched.tsv",
            GlueSplit.Test => $"test{matched}.tsv",
            _ => "test_mismatched.tsv",
        };
    }

    private string FindFolder(string directory)
    {
        string[] files = IsTestOnly ? ["diagnostic.tsv"] : ["train.tsv", FileOf(GlueSplit.Dev)];
        foreach (var folder in new[] { Path.Combine(directory, Folder), directory })
        {
            if (Directory.Exists(folder) && (Array.Exists(files, file => File.Exists(Path.Combine(folder, file))) || (Name == "mrpc" && MrpcFiles.AreIn(folder))))
                return folder;
        }

        throw new EarlyBertException($"There are no files of {Name} in '{directory}' (expected: {string.Join(" and ", files)}, there or in {Folder}); name GLUE's folder.");
    }
}
