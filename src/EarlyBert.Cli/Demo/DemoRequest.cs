namespace EarlyBert.Cli.Demo;

/// <summary>Which corpus the demo takes.</summary>
internal enum DemoSource
{
    /// <summary>Real mail if it can be had, else the grammar's.</summary>
    Auto,

    /// <summary>Real mail, or fail.</summary>
    Mail,

    /// <summary>The grammar's.</summary>
    Grammar,
}

/// <summary>What <c>earlybert demo</c> is asked for.</summary>
internal sealed record DemoRequest
{
    public DemoSource Source { get; init; }

    /// <summary>Folder that keeps the corpus.</summary>
    public required string Cache { get; init; }

    /// <summary>The program that fetches the mail corpus.</summary>
    public string Npm { get; init; } = "npm";

    public required string Out { get; init; }

    /// <summary>Rows of the corpus to use; null: all.</summary>
    public int? Rows { get; init; }

    public int Seed { get; init; }

    public int Threads { get; init; }

    public int? GpuDeviceId { get; init; }

    public bool FallbackToCpu { get; init; }
}
