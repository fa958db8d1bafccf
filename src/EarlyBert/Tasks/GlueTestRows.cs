using System.Globalization;
using System.Text;

namespace EarlyBert.Tasks;

/// <summary>The rows of a test set of GLUE, whose labels only GLUE's server knows.</summary>
/// <param name="Task">The task.</param>
/// <param name="SubmissionName">What the server calls the set, and the file without <c>.tsv</c>: <c>SST-2</c>, <c>MNLI-mm</c>, <c>AX</c>.</param>
/// <param name="Ids">Number of each row, as the file has it.</param>
/// <param name="Texts">First texts.</param>
/// <param name="Pairs">Second texts; null for single-sentence tasks.</param>
public sealed record GlueTestRows(GlueTask Task, string SubmissionName, IReadOnlyList<string> Ids, IReadOnlyList<string> Texts, IReadOnlyList<string>? Pairs)
{
    /// <summary>Writes the file that GLUE's server takes: a header, then a row's number and its class.</summary>
    /// <param name="directory">The folder; the file is <see cref="SubmissionName"/> with <c>.tsv</c>.</param>
    /// <param name="classes">Class of each row, an index into the task's <see cref="GlueTask.LabelNames"/>.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="EarlyBertException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">There are not as many classes as rows, or the task is a regression.</exception>
    public string Write(string directory, IReadOnlyList<int> classes) => Task.IsRegression
        ? throw new ArgumentException($"{Task.Name} is scored by numbers.", nameof(classes))
        : Write(directory, [.. classes.Select(index => Task.LabelNames[index])]);

    /// <summary>Writes the file that GLUE's server takes for a regression: numbers with three decimals, brought into 0 to 5.</summary>
    /// <inheritdoc cref="Write(string, IReadOnlyList{int})"/>
    /// <param name="directory">The folder.</param>
    /// <param name="scores">Score of each row.</param>
    public string Write(string directory, IReadOnlyList<float> scores) => Task.IsRegression
        ? Write(directory, [.. scores.Select(score => Math.Clamp(score, 0, 5).ToString("0.000", CultureInfo.InvariantCulture))])
        : throw new ArgumentException($"{Task.Name} is scored by classes.", nameof(scores));

    private string Write(string directory, string[] predictions)
    {
        if (predictions.Length != Ids.Count)
            throw new ArgumentException($"There are {predictions.Length} predictions for {Ids.Count} rows.", nameof(predictions));
        var path = Path.Combine(directory, SubmissionName + ".tsv");
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("index\tprediction");
            for (var row = 0; row < predictions.Length; row++)
                writer.WriteLine($"{Ids[row]}\t{predictions[row]}");
        });
        return path;
    }
}
