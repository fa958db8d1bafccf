using EarlyBert.Tickets;

namespace EarlyBert.Cli.Reproduce;

/// <summary>What <c>reproduce</c> was asked for.</summary>
internal sealed record GridRequest
{
    public required Scale Scale { get; init; }

    /// <summary>Columns; empty: those of the table at this scale.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Seeds from 1.</summary>
    public required int Seeds { get; init; }

    /// <summary>How many times the paper's epochs every run gets.</summary>
    public required double EpochsTimes { get; init; }

    /// <summary>A ticket's epochs as a share of the dense network's, on every task; null: the paper's.</summary>
    public required double? TicketEpochs { get; init; }

    /// <summary>Every run keeps the weights of its best epoch.</summary>
    public required bool KeepBest { get; init; }

    /// <summary>When tickets are drawn, unless the row is about that; null: after 0.2 of an epoch.</summary>
    public required DrawSchedule? DrawAt { get; init; }

    /// <summary>GLUE's folder, or one that holds it.</summary>
    public required string Data { get; init; }

    /// <summary>SQuAD's folder or file; null: looked for in <see cref="Data"/>.</summary>
    public required string? Squad { get; init; }

    /// <summary>Text for Table 4.</summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>How Table 4 pre-trains.</summary>
    public required string Recipe { get; init; }

    /// <summary>The folder of cells and tables.</summary>
    public required string Out { get; init; }

    /// <summary>Whole runs are timed by the processor's clock.</summary>
    public required bool ByProcessor { get; init; }

    public required int Threads { get; init; }

    public required int? Gpu { get; init; }

    public required bool FallbackToCpu { get; init; }
}
