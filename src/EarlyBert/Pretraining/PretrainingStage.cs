using EarlyBert.Baselines;
using EarlyBert.Bert;
using EarlyBert.Tickets;
using EarlyBert.Training;

namespace EarlyBert.Pretraining;

/// <summary>One stretch of a run with a model, an optimizer and a schedule of its own: the search, or a phase of the training.</summary>
/// <param name="Kind"><see cref="TrainingStage.Search"/> or <see cref="TrainingStage.Train"/>.</param>
/// <param name="Phase">Index into <see cref="PretrainingOptions.Phases"/>: whose inputs and batches it has.</param>
/// <param name="Steps">Optimizer steps; of a search the most there can be.</param>
/// <param name="Schedule">Its learning rate.</param>
internal sealed record PretrainingStage(TrainingStage Kind, int Phase, int Steps, PolynomialSchedule Schedule)
{
    /// <summary>The stages of a run (paper section 4.3): a search in phase 1 where the strategy has one, then each phase.</summary>
    /// <param name="options">The run.</param>
    /// <param name="config">The unpruned shape.</param>
    /// <param name="stepsPerEpoch">Steps of phase 1 that go once through the data.</param>
    public static IReadOnlyList<PretrainingStage> Of(PretrainingOptions options, BertConfig config, int stepsPerEpoch)
    {
        var share = options.Strategy switch
        {
            Strategy.EarlyBird or Strategy.Random => options.TicketSteps,
            Strategy.Matched => MatchedShare(options, config, stepsPerEpoch),
            _ => 1,
        };
        var stages = new List<PretrainingStage>();
        if (options.Strategy == Strategy.EarlyBird)
        {
            var first = options.Phases[0];
            stages.Add(new PretrainingStage(TrainingStage.Search, 0, SearchSteps(options, stepsPerEpoch), first.ScheduleOver(first.Steps)));
        }

        for (var phase = 0; phase < options.Phases.Count; phase++)
        {
            var steps = Math.Max(1, (int)Math.Floor(options.Phases[phase].Steps * share));
            stages.Add(new PretrainingStage(TrainingStage.Train, phase, steps, options.Phases[phase].ScheduleOver(steps)));
        }

        return stages;
    }

    /// <summary>Multiplications of one token, heads included: every layer whole, the decoder for the masked share.</summary>
    public static double MultiplicationsPerToken(BertConfig config, PretrainingOptions options, int tokens) =>
        MatchedCompute.MultiplicationsPerToken(config, tokens) + (options.MaskedShare * config.HiddenSize * ((double)config.VocabSize + config.HiddenSize));

    private static int SearchSteps(PretrainingOptions options, int stepsPerEpoch) =>
        Math.Min(options.Phases[0].Steps, TicketSearch.StepsOf(options.Search.Schedule, stepsPerEpoch));

    /// <summary>The dense network's steps for the compute of the early-bird run (paper Table 7).</summary>
    private static double MatchedShare(PretrainingOptions options, BertConfig config, int stepsPerEpoch)
    {
        var pruned = RandomTicket.Draw(config, options.Draw, options.Seed).Prune(config);
        double dense = 0, ticket = 0;
        foreach (var phase in options.Phases)
        {
            var tokens = (double)phase.Steps * phase.BatchSize * phase.MaxTokens;
            dense += tokens * MultiplicationsPerToken(config, options, phase.MaxTokens);
            ticket += options.TicketSteps * tokens * MultiplicationsPerToken(pruned, options, phase.MaxTokens);
        }

        var first = options.Phases[0];
        ticket += (double)SearchSteps(options, stepsPerEpoch) * first.BatchSize * first.MaxTokens * MultiplicationsPerToken(config, options, first.MaxTokens);
        return Math.Min(1, ticket / dense);
    }
}
