using System.Text.Json.Nodes;
using EarlyBert.Tickets;
using EarlyBert.Training;

namespace EarlyBert.Pretraining;

/// <summary>What a checkpoint holds beside tensors. Random numbers and the data's position follow from the seed and the steps done.</summary>
internal sealed record CheckpointState
{
    /// <summary>The version of the format that this library writes.</summary>
    public const int CurrentFormat = 1;

    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary><see cref="PretrainingOptions.Recipe"/> of the run.</summary>
    public required JsonObject Recipe { get; init; }

    /// <summary>SHA-256 of the stores' manifests.</summary>
    public required string Data { get; init; }

    /// <summary>Index of the stage that goes on.</summary>
    public required int Stage { get; init; }

    /// <summary>Optimizer steps done in it.</summary>
    public required int Step { get; init; }

    /// <summary>The ticket, once it is drawn.</summary>
    public EarlyBirdTicket? Ticket { get; init; }

    /// <summary>Moments of the search that are recorded; their coefficients are tensors.</summary>
    public IReadOnlyList<int> SearchSteps { get; init; } = [];

    /// <summary>What the run has cost so far.</summary>
    public required RunTotals Totals { get; init; }
}
