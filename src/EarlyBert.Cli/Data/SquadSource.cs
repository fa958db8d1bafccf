using EarlyBert.Tasks.Squad;

namespace EarlyBert.Cli.Data;

/// <summary>The files of <c>--task squad</c>. Whether some questions have no answer is seen in the questions, not in the files' names.</summary>
/// <param name="Train">Training file; null: none was named.</param>
/// <param name="Dev">Validation file; null: none was named.</param>
internal sealed record SquadSource(string? Train, string? Dev)
{
    /// <summary>The task's name on the command line and in <c>result.json</c>.</summary>
    public const string TaskName = "squad";

    private static readonly string[] Versions = ["v1.1", "v2.0"];

    /// <summary>The files that a folder holds under their published names.</summary>
    /// <exception cref="EarlyBertException">There are none, or those of both versions.</exception>
    public static SquadSource In(string folder)
    {
        var found = Versions.Select(version => new SquadSource(Find(folder, $"train-{version}.json"), Find(folder, $"dev-{version}.json")))
            .Where(source => source.Train is not null || source.Dev is not null).ToArray();
        return found.Length == 1
            ? found[0]
            : throw new EarlyBertException(found.Length == 0
                ? $"There are no files of SQuAD in '{folder}' (expected: train-v1.1.json and dev-v1.1.json, or those of v2.0); name the files with --train and --dev."
                : $"'{folder}' holds SQuAD 1.1 and 2.0; name the files of one of them with --train and --dev.");
    }

    /// <summary>The questions of the training file.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    /// <exception cref="EarlyBertException">It cannot be read.</exception>
    public IReadOnlyList<SquadQuestion> ReadTrain() =>
        SquadFile.Read(Train ?? throw new UsageException("There is nothing to train on; name a SQuAD file with --train, or its folder with --data.")).Questions;

    /// <summary>The questions of the validation file.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    /// <exception cref="EarlyBertException">It cannot be read.</exception>
    public IReadOnlyList<SquadQuestion> ReadDev() =>
        SquadFile.Read(Dev ?? throw new UsageException("There is nothing to score; name a SQuAD file with --dev, or its folder with --data.")).Questions;

    private static string? Find(string folder, string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;
}
