using EarlyBert.MLNet;
using EarlyBert.Tickets;
using Microsoft.ML;

namespace EarlyBert.Sweeps;

/// <summary>What a sweep has come to, in memory or in a folder that processes share.</summary>
internal interface ITrialJournal : IDisposable
{
    /// <summary>This process among those at the sweep, from 0.</summary>
    int Worker { get; }

    /// <summary>All trials that ended, in the order in which they did.</summary>
    IReadOnlyList<TrialRecord> Records { get; }

    /// <summary>The search that all share: read, or made by one of the processes and kept.</summary>
    SearchFile Search(Func<SearchFile> make, CancellationToken cancellation);

    /// <summary>Asks for a trial.</summary>
    /// <param name="key">The point.</param>
    /// <param name="most">Trials that the sweep may have; null: any number.</param>
    Claim Claim(string key, int? most);

    /// <summary>Writes down how a trial ended, its number given here, and keeps its model if it is the best.</summary>
    /// <param name="record">The outcome.</param>
    /// <param name="model">The model; null: there is none.</param>
    /// <param name="ticket">The ticket; null: it was not drawn.</param>
    TrialRecord Add(TrialRecord record, EarlyBertClassifierTransformer? model, EarlyBirdTicket? ticket);

    /// <summary>The model of the best trial when it is not in memory; null: there is none.</summary>
    EarlyBertClassifierTransformer? Load(MLContext context, TrialRecord best);
}
