namespace EarlyBert.Display;

/// <summary>What the reports of a run tell, on one axis of steps.</summary>
internal sealed record RunCurves
{
    /// <summary>Search and training in order, without those that reported no step.</summary>
    public required IReadOnlyList<RunStage> Stages { get; init; }

    /// <summary>Evaluations in order.</summary>
    public required IReadOnlyList<Evaluation> Evaluations { get; init; }

    /// <summary>Sentences that the run said, warnings first marked as such.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary>Lines that cannot be read: a killed run can tear its last one.</summary>
    public required int TornLines { get; init; }

    /// <summary>An evaluation.</summary>
    /// <param name="Step">Steps of the run before it.</param>
    /// <param name="Metrics">Its scores by name.</param>
    internal sealed record Evaluation(int Step, IReadOnlyDictionary<string, double> Metrics);

    /// <summary>Sorts reports into curves.</summary>
    public static RunCurves Of(IReadOnlyList<TrainingProgress> reports, int tornLines = 0)
    {
        var (steps, stages, evaluations, messages) = (new RunSteps(), new List<RunStage>(), new List<Evaluation>(), new List<string>());
        foreach (var report in reports)
        {
            var at = steps.At(report);
            if (report.Message is { } message)
                messages.Add(report.IsWarning ? $"Warning: {message}" : message);
            else if (report.Metrics is { } metrics)
            {
                evaluations.RemoveAll(earlier => earlier.Step >= at);
                evaluations.Add(new Evaluation(at, metrics));
            }
            else if (report.Stage is TrainingStage.Search or TrainingStage.Train)
            {
                // A run that was killed and resumed goes on from its checkpoint: what it did after that is done, and told, again.
                stages.RemoveAll(stage => stage.First >= at);
                var index = stages.FindIndex(stage => stage.Stage == report.Stage && stage.Phase == report.Phase);
                if (index < 0)
                    stages.Add(new RunStage(report.Stage, report.Phase, at - report.Step, [report]));
                else
                    stages[index] = stages[index] with { Lines = [.. stages[index].Lines.Where(line => line.Step < report.Step), report] };
            }
        }

        return new RunCurves { Stages = stages, Evaluations = evaluations, Messages = messages, TornLines = tornLines };
    }
}
