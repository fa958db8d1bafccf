namespace EarlyBert.Benchmarks;

/// <summary>What the command line says about every benchmark.</summary>
internal sealed record Settings
{
    /// <summary>The repository.</summary>
    public required string Root { get; init; }

    /// <summary>Folder of GLUE's SST-2.</summary>
    public required string Data { get; init; }

    /// <summary>Vocabulary, 30,522 word pieces.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>Threads of both sides.</summary>
    public required int Threads { get; init; }

    /// <summary>Times that each side is measured, in turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>A few steps only: to see that everything runs, not to measure.</summary>
    public required bool Quick { get; init; }

    /// <summary>Where results and scratch files go.</summary>
    public string Results => Path.Combine(Root, "artifacts", "bench");

    /// <summary>A scratch file or folder.</summary>
    public string Scratch(string name)
    {
        var folder = Path.Combine(Results, "scratch");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }
}
