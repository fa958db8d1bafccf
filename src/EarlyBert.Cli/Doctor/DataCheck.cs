using EarlyBert.Tasks;

namespace EarlyBert.Cli.Doctor;

/// <summary>Looks at tables and GLUE's folders: what can be read, and what of it would spoil a training.</summary>
internal static class DataCheck
{
    private static readonly string[] Endings = [".tsv", ".csv"];

    private static readonly string[] HeldOut = ["dev", "valid", "validation", "test"];

    /// <summary>One table.</summary>
    public static IEnumerable<Finding> LookAtFile(string path, DoctorOptions options)
    {
        var file = DataFile.Read(path);
        yield return new Finding(file.Describe());
        if (file.Rows(options) is { } rows)
        {
            foreach (var finding in TextSetCheck.Look(rows, null, hasScores: false, options.MaxTokens))
                yield return finding;
        }
    }

    /// <summary>The training table of a folder and, where there is one, its validation table; null: the folder has no training table.</summary>
    public static Func<IEnumerable<Finding>>? Tables(string directory, DoctorOptions options)
    {
        if (Find(directory, ["train"]) is not { } train)
            return null;
        return Find(directory, HeldOut) is { } dev ? () => LookAtTables(train, dev, options) : () => LookAtFile(train, options);
    }

    /// <summary>A task of GLUE.</summary>
    public static IEnumerable<Finding> LookAtTask(GlueTask task, string directory, DoctorOptions options)
    {
        yield return new Finding($"GLUE's {task.Name}: {task.Description}.");
        var train = Read(task, directory, GlueSplit.Train, "the training set");
        foreach (var split in task.HasMismatched ? new[] { GlueSplit.Dev, GlueSplit.DevMismatched } : [GlueSplit.Dev])
        {
            var dev = Read(task, directory, split, split == GlueSplit.Dev ? "the validation set" : "the mismatched validation set");
            foreach (var finding in TextSetCheck.Look(train, dev, task.IsRegression, options.MaxTokens))
                yield return finding;
        }
    }

    private static TextSet Read(GlueTask task, string directory, GlueSplit split, string name)
    {
        if (task.IsRegression)
        {
            var scored = task.ReadScores(directory, split);
            return new TextSet(name, scored.Texts, scored.Pairs, [.. scored.Scores.Select(score => score.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }

        var rows = task.Read(directory, split);
        return new TextSet(name, rows.Texts, rows.Pairs, [.. rows.Labels.Select(label => task.LabelNames[label])]);
    }

    private static IEnumerable<Finding> LookAtTables(string train, string dev, DoctorOptions options)
    {
        var (first, second) = (DataFile.Read(train), DataFile.Read(dev));
        yield return new Finding(first.Describe());
        yield return new Finding(second.Describe());
        if (first.Rows(options) is not { } rows)
            yield break;
        // The same columns, or the guesses could part.
        foreach (var finding in TextSetCheck.Look(rows, second.Rows(first.Chosen(options)), hasScores: false, options.MaxTokens))
            yield return finding;
    }

    private static string? Find(string directory, string[] names) =>
        names.SelectMany(name => Endings.Select(ending => Path.Combine(directory, name + ending))).FirstOrDefault(File.Exists);
}
