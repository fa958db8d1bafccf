using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyBert.Sweeps;

/// <summary>One trial: a line of <c>trials.jsonl</c>.</summary>
public sealed record TrialRecord
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The trial's number in the sweep, from 0; 0 is the default point.</summary>
    public required int Trial { get; init; }

    /// <summary>Twelve hexadecimal digits for the point; no point is tried twice.</summary>
    public required string Key { get; init; }

    /// <summary>How it ended.</summary>
    public required TrialState State { get; init; }

    /// <summary>The point.</summary>
    public required EarlyBertSearchOptions Point { get; init; }

    /// <summary>The score that the sweep wants high, on the validation set; of a trial that was stopped the last one; null: none.</summary>
    public double? Score { get; init; }

    /// <summary>All scores of the last evaluation, by name.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>Scores at the rungs that it came to.</summary>
    public IReadOnlyList<RungScore> Rungs { get; init; } = [];

    /// <summary>Seconds of the trial, without the search that all share.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds that the pilot steps foretold for its training; null: it had no time for them.</summary>
    public double? ForetoldSeconds { get; init; }

    /// <summary>Numbers in the whole model; null: it was not trained to its end.</summary>
    public long? Parameters { get; init; }

    /// <summary>Numbers in the encoder's layers; null: it was not trained to its end.</summary>
    public long? EncoderParameters { get; init; }

    /// <summary>Milliseconds to score a row alone, the median of some validation rows; null: it was not trained to its end.</summary>
    public double? LatencyMilliseconds { get; init; }

    /// <summary>Heads that the ticket keeps, per layer.</summary>
    public IReadOnlyList<int>? Heads { get; init; }

    /// <summary>Neurons that the ticket keeps, per layer.</summary>
    public IReadOnlyList<int>? Neurons { get; init; }

    /// <summary>Optimizer steps before the ticket was drawn.</summary>
    public int? DrawStep { get; init; }

    /// <summary>Examples of a forward pass: smaller than the point's where memory ran out, and as many more batches a step.</summary>
    public int? UsedBatchSize { get; init; }

    /// <summary>Machine and process.</summary>
    public string Process { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>When it ended.</summary>
    public DateTime EndedAtUtc { get; init; } = DateTime.UtcNow;

    /// <summary>A sentence where there is something to say.</summary>
    public string? Message { get; init; }

    /// <summary>The record as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a line; null: it is none, as after a process that died while writing.</summary>
    public static TrialRecord? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TrialRecord>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>It is a better outcome than another one; of equal scores the earlier counts.</summary>
    internal bool IsBetterThan(TrialRecord? other) => State == TrialState.Completed && Score is { } score && double.IsFinite(score) && (other is null || score > other.Score);

    /// <summary>The best of some records; null: none was completed.</summary>
    internal static TrialRecord? BestOf(IEnumerable<TrialRecord> records) => records.Aggregate((TrialRecord?)null, (best, next) => next.IsBetterThan(best) ? next : best);
}
