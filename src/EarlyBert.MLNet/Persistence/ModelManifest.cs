using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.MLNet.Persistence;

/// <summary>What a saved transformer is besides its model: the columns it reads and adds, as JSON.</summary>
internal sealed record ModelManifest
{
    /// <summary>The version of the format that this library writes.</summary>
    public const int CurrentFormat = 1;

    public const string Classifier = "classifier";

    public const string Regressor = "regressor";

    public const string Answerer = "question answerer";

    public const string Featurizer = "featurizer";

    /// <summary>Version of the format.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary><see cref="Classifier"/>, <see cref="Regressor"/>, <see cref="Answerer"/> or <see cref="Featurizer"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The text's column; the context's where questions are answered.</summary>
    public required string TextColumnName { get; init; }

    /// <summary>The second text's column; the question's where questions are answered.</summary>
    public string? TextPairColumnName { get; init; }

    /// <summary>The added column; a classifier's predicted label, a regressor's score, the answers.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Rows a forward pass.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The column of scores of a classifier and of answers.</summary>
    public string? ScoreColumnName { get; init; }

    /// <summary>Type of a classifier's labels before they became keys.</summary>
    public string? LabelType { get; init; }

    /// <summary>The JSON text of the ticket of a model that was trained.</summary>
    public string? Ticket { get; init; }

    /// <summary>The JSON text of the options that it was trained with.</summary>
    public string? Options { get; init; }

    /// <summary>Most answers a question.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TopK { get; init; }

    /// <summary>How answers are looked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerOptions? Answers { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads the JSON of a saved transformer.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="kind">The kind that is wanted.</param>
    /// <param name="source">Named in messages.</param>
    /// <exception cref="EarlyBertException">It is damaged, of a newer format, or of another kind.</exception>
    public static ModelManifest Parse(string json, string kind, string source)
    {
        ModelManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ModelManifest>(json, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new EarlyBertException($"'{source}' is damaged: its description is not the JSON that was saved ({Beginning(fault.Message)}); get the file again or save the model again.", fault);
        }

        if (manifest.FormatVersion is < 1 or > CurrentFormat)
            throw new EarlyBertException($"'{source}' has model format {manifest.FormatVersion}, this version reads up to {CurrentFormat}; update EarlyBert.MLNet.");
        if (manifest.Kind != kind)
            throw new EarlyBertException($"'{source}' holds a {manifest.Kind}, not a {kind}; load it as what it is.");
        if (manifest.BatchSize is < 1 or > EarlyBertTrainingOptions.LargestBatch
            || (kind == Classifier && (manifest.ScoreColumnName is null || manifest.LabelType is null))
            || (kind == Answerer && (manifest.ScoreColumnName is null || manifest.TextPairColumnName is null || manifest.TopK is not >= 1 || manifest.Answers is null)))
            throw new EarlyBertException($"'{source}' is damaged: its description is incomplete; get the file again or save the model again.");
        return manifest;
    }

    /// <summary>A parser may quote the whole text that it could not read.</summary>
    private static string Beginning(string message) => message.Length <= 200 ? message : $"{message[..200]}...";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // A threshold may be infinite.
    };
}
