namespace EarlyBert.Sweeps;

/// <summary>The answers to a claim.</summary>
internal enum ClaimKind
{
    /// <summary>This process does the trial.</summary>
    Ours,

    /// <summary>It was done before.</summary>
    Known,

    /// <summary>Another process is at it.</summary>
    Busy,

    /// <summary>Other processes are at the last trials that the sweep may have.</summary>
    Full,

    /// <summary>The sweep has all the trials that it may have.</summary>
    NoneLeft,
}
