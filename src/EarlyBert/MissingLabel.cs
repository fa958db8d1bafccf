namespace EarlyBert;

/// <summary>What to do with rows whose label is missing or unknown.</summary>
public enum MissingLabel
{
    /// <summary>Stop, with their number and the first of them.</summary>
    Error,

    /// <summary>Leave them out, and report how many.</summary>
    Skip,
}
