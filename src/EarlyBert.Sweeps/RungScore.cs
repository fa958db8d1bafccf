namespace EarlyBert.Sweeps;

/// <summary>What a trial had reached at a rung.</summary>
/// <param name="Share">Share of its training.</param>
/// <param name="Score">Its metric.</param>
public sealed record RungScore(double Share, double Score);
