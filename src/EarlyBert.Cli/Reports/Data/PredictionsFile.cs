using System.Text.Json;
using System.Text.Json.Serialization;
using EarlyBert.Cli.Output;

namespace EarlyBert.Cli.Reports.Data;

/// <summary><c>predictions.jsonl</c>: what the finished model says of each row of its validation set, in the rows' order.</summary>
internal static class PredictionsFile
{
    private static readonly JsonSerializerOptions Line = new(Json.OneLine) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Classified rows.</summary>
    /// <param name="rows">The validation set.</param>
    /// <param name="probabilities">Class probabilities of each row.</param>
    /// <param name="labelNames">Class names in the order of the probabilities.</param>
    public static IReadOnlyList<Prediction> Of(LabelledTexts rows, IReadOnlyList<float[]> probabilities, IReadOnlyList<string> labelNames) =>
    [
        .. probabilities.Select((scores, row) =>
        {
            var best = TextClassifier.LabelOf(scores);
            return new ClassPrediction(rows.Texts[row], rows.Pairs?[row], labelNames[rows.Labels[row]], labelNames[best], scores[best]);
        }),
    ];

    /// <summary>Rows with any number of labels.</summary>
    /// <param name="rows">The validation set.</param>
    /// <param name="predicted">Indices of each row's labels.</param>
    /// <param name="labelNames">Label names by index.</param>
    public static IReadOnlyList<Prediction> Of(MultiLabelTexts rows, IReadOnlyList<IReadOnlyList<int>> predicted, IReadOnlyList<string> labelNames) =>
    [
        .. predicted.Select((labels, row) => new LabelsPrediction(
            rows.Texts[row], rows.Pairs?[row], [.. rows.Labels[row].Select(label => labelNames[label])], [.. labels.Select(label => labelNames[label])])),
    ];

    /// <summary>Writes the file, beside and renamed.</summary>
    public static void Save(string path, IEnumerable<Prediction> predictions) => AtomicFile.Write(path, stream =>
    {
        foreach (var prediction in predictions)
        {
            JsonSerializer.Serialize(stream, prediction, Line);
            stream.WriteByte((byte)'\n');
        }
    });

    /// <summary>Reads the file; none: there are no predictions.</summary>
    /// <exception cref="EarlyBertException">It is damaged.</exception>
    public static IReadOnlyList<Prediction> Load(string path)
    {
        var predictions = new List<Prediction>();
        if (!File.Exists(path))
            return predictions;
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                predictions.Add(JsonSerializer.Deserialize<Prediction>(line, Line) ?? throw new JsonException("it is null"));
            }
            catch (Exception fault) when (fault is JsonException or NotSupportedException or InvalidOperationException)
            {
                throw new EarlyBertException($"'{path}' has a line {predictions.Count + 1} that is no prediction ({fault.Message.TrimEnd('.')}); delete the file to make a report without it, or train again.", fault);
            }
        }

        return predictions;
    }
}
