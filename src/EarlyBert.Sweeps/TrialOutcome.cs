using EarlyBert.MLNet;
using EarlyBert.Tickets;

namespace EarlyBert.Sweeps;

/// <summary>What a trial led to.</summary>
/// <param name="Record">In numbers.</param>
/// <param name="Model">The model, owned by whoever asked; null: it was not trained to its end.</param>
/// <param name="Ticket">The ticket; null: it could not be drawn.</param>
internal sealed record TrialOutcome(TrialRecord Record, EarlyBertClassifierTransformer? Model, EarlyBirdTicket? Ticket);
