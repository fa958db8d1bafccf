namespace EarlyBert.Sweeps;

/// <summary>Trials that no other beats: none has a score as high, as few numbers in the encoder and as short a latency, and is better in one of them.</summary>
public static class ParetoFront
{
    /// <summary>The front of the trials that were trained to their end, the best score first.</summary>
    /// <param name="records">Trials.</param>
    public static IReadOnlyList<TrialRecord> Of(IEnumerable<TrialRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var done = records.Where(record => record is { State: TrialState.Completed, Score: not null, EncoderParameters: not null, LatencyMilliseconds: not null }).ToArray();
        return [.. done.Where(record => !done.Any(other => Beats(other, record))).OrderByDescending(record => record.Score).ThenBy(record => record.EncoderParameters)];
    }

    private static bool Beats(TrialRecord one, TrialRecord other) =>
        one.Score >= other.Score && one.EncoderParameters <= other.EncoderParameters && one.LatencyMilliseconds <= other.LatencyMilliseconds
        && (one.Score > other.Score || one.EncoderParameters < other.EncoderParameters || one.LatencyMilliseconds < other.LatencyMilliseconds);
}
