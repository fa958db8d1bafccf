using EarlyBert.Display;
using EarlyBert.MLNet;
using EarlyBert.Tickets;

namespace EarlyBert.Sweeps;

/// <summary>What a sweep has come to.</summary>
[TypeFormatterSource(typeof(NotebookFormatters))]
public sealed record SweepResult : IDisplay, IDisposable
{
    /// <summary>All trials, those of other processes and earlier calls included.</summary>
    public required IReadOnlyList<TrialRecord> Records { get; init; }

    /// <summary>The trial with the highest score.</summary>
    public required TrialRecord Best { get; init; }

    /// <summary>Its model, ready to use, whoever trained it; it has the ticket too.</summary>
    public required EarlyBertClassifierTransformer Model { get; init; }

    /// <summary>Trials that no other beats in score, size and latency together.</summary>
    public required IReadOnlyList<TrialRecord> Front { get; init; }

    /// <summary>The recorded search, from which the ticket of every trial was drawn.</summary>
    public required SearchFile Search { get; init; }

    /// <summary>Seconds of the search in this call; 0 where it was there already.</summary>
    public required double SearchSeconds { get; init; }

    /// <summary>It was cancelled before its budget was used up.</summary>
    public required bool WasCancelled { get; init; }

    /// <summary>The front as a table.</summary>
    public override string ToString() => Table.ToText();

    Html IDisplay.Display()
    {
        var chart = TrialDisplay.Chart(Records, Front, Best, "score", "Score against size", "parameters in the encoder", record => record.EncoderParameters);
        return Html.Join(Html.Of($"<p>{chart.Description}</p>"), chart.ToHtml(), Table.ToHtml());
    }

    private DataTable Table => TrialDisplay.Table("Trials that no other beats in score, size and latency together; the best has a star", Front, Best, "score");

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
