using EarlyBert.Bert;
using EarlyBert.Training;
using EarlyBert.Weights;
using static TorchSharp.torch;

namespace EarlyBert.Tickets;

/// <summary>The paper's algorithm (section 3.2): search, draw, prune, rewind, train, fold.</summary>
internal static class EarlyBirdTraining
{
    /// <summary>Stage 1 and 2: trains the whole model with coefficients for a while and draws the ticket.</summary>
    /// <param name="run">Data, options, reports.</param>
    /// <param name="config">The shape before the ticket; it may be pruned already, as after pre-training with a ticket.</param>
    /// <param name="initial">θ₀: all weights before the first step, the fresh task head included. They are not changed.</param>
    public static (EarlyBirdTicket Ticket, SearchRecord Record) Search(FineTuning run, BertConfig config, IReadOnlyDictionary<string, Tensor> initial)
    {
        var (options, draw) = (run.Options.Search, run.Options.Draw);
        using var model = run.Build(config, initial, coefficients: true);
        var search = new TicketSearch(model.Bert, options, draw, run.StepsPerEpoch);
        run.Train(
            model,
            TicketSearch.PlanOf(run),
            search.Observe,
            search.AddPenaltyGradients);

        using var stage = run.Report.Begin(TrainingStage.Draw);
        var record = search.Result;
        var ticket = TicketDrawing.Draw(config, record, draw) with { Schedule = options.Schedule.ToString(), Seed = run.Options.Seed };
        foreach (var warning in ticket.Warnings)
            run.Report.Say(TrainingStage.Draw, warning, isWarning: true);
        return (ticket, record);
    }

    /// <summary>Stage 3: prunes θ₀, which is the rewind, and trains the small network; coefficients start again at 1, without penalty.</summary>
    /// <returns>A plain, narrow BERT: coefficients are folded in.</returns>
    public static TrainedWeights Train(
        FineTuning run, BertConfig config, IReadOnlyDictionary<string, Tensor> initial, EarlyBirdTicket ticket, StagePlan plan)
    {
        var pruned = ticket.Prune(config);
        BertForTask model;
        using (run.Report.Begin(TrainingStage.Draw))
        {
            var weights = StructuredPruning.Prune(initial, pruned, config);
            model = run.Build(pruned, weights, run.Options.Draw.KeepCoefficients);
            foreach (var weight in weights.Values)
                weight.Dispose();
        }

        using (model)
        {
            var steps = run.Train(model, plan);
            return new TrainedWeights(pruned, CoefficientFolding.Fold(StateDict.Of(model)), steps);
        }
    }
}
