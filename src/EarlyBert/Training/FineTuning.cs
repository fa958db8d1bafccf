using EarlyBert.Bert;
using EarlyBert.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace EarlyBert.Training;

/// <summary>One training stage of a run.</summary>
/// <param name="Stage">Its name in reports.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="Steps">Optimizer steps it runs.</param>
/// <param name="DecaySteps">Steps over which the learning rate falls to 0.</param>
internal sealed record StagePlan(TrainingStage Stage, double LearningRate, int Steps, int DecaySteps);

/// <summary>
/// The task's head, the data, options and reports that all stages of one fine-tuning share: builds models from weights, and trains them.
/// </summary>
internal sealed class FineTuning(TaskHead head, BatchSource source, EarlyBertOptions options, Device device, RunReport report, CancellationToken cancellationToken)
{
    /// <summary>Optimizer steps of one epoch.</summary>
    public int StepsPerEpoch { get; } = Math.Max(1, (source.Store.Count + (options.Train.BatchSize * options.Train.AccumulationSteps) - 1) / (options.Train.BatchSize * options.Train.AccumulationSteps));

    /// <summary>The run's options.</summary>
    public EarlyBertOptions Options => options;

    /// <summary>The run's reports.</summary>
    public RunReport Report => report;

    /// <summary>Scores the validation set at the end of each epoch of the training stage; null: no validation set.</summary>
    public Func<BertForTask, IReadOnlyDictionary<string, double>>? Validate { get; set; }

    /// <summary>Optimizer steps of this many epochs, at least one.</summary>
    public int StepsOf(double epochs) => Math.Max(1, (int)Math.Round(epochs * StepsPerEpoch));

    /// <summary>A model with these weights, on the run's device. Coefficients that the weights lack are 1.</summary>
    public BertForTask Build(BertConfig config, IReadOnlyDictionary<string, Tensor> weights, bool coefficients)
    {
        var model = head.Create(config, coefficients, options.Seed);
        StateDict.Load(model, weights, "the initial weights", name => name.EndsWith("slimming_coef", StringComparison.Ordinal));
        model.to(device);
        return model;
    }

    /// <summary>Trains the model in place.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">How.</param>
    /// <param name="observe">Sees the number of steps done; false ends the stage. Null: nobody looks.</param>
    /// <param name="addPenaltyGradients">Adds the gradients of a penalty at each step; null: none.</param>
    public void Train(BertForTask model, StagePlan plan, Func<int, bool>? observe = null, Action? addPenaltyGradients = null)
    {
        var train = options.Train;
        model.train();
        using var optimizer = new AdamW(model.named_parameters(), train.WeightDecay, train.AdamForm);
        var schedule = ScheduleOf(plan);
        var trainer = new Trainer<TrainingBatch>(batch => head.Loss(model.call(batch.Input), batch.Labels), optimizer, schedule.At, train.ClipNorm, train.AccumulationSteps)
        {
            AddPenaltyGradients = addPenaltyGradients,
            LogEvery = train.LogEvery,
        };
        using var stage = report.Begin(plan.Stage, plan.Steps, StepsPerEpoch);
        trainer.Run(
            source.Plan(train.BatchSize, options.Seed).Select(rows => (Func<TrainingBatch>)(() => source.Batch(rows))),
            plan.Steps,
            step =>
            {
                stage.Step(step);
                if (plan.Stage == TrainingStage.Train && (step.Step % StepsPerEpoch == 0 || step.Step == plan.Steps))
                    Evaluate(model, (double)step.Step / StepsPerEpoch);
                return observe?.Invoke(step.Step) ?? true;
            },
            cancellationToken);
        model.eval();
    }

    /// <summary>What weight decay leaves, over a stage, of a row that no batch touches: Π(1 − lr·wd).</summary>
    public double DecayOfUnusedRows(StagePlan plan)
    {
        if (options.Train.WeightDecay == 0)
            return 1;
        var schedule = ScheduleOf(plan);
        return Enumerable.Range(0, plan.Steps).Aggregate(1.0, (left, step) => left * (1 - (schedule.At(step) * options.Train.WeightDecay)));
    }

    private LinearSchedule ScheduleOf(StagePlan plan) => new(plan.LearningRate, plan.DecaySteps, (int)Math.Round(options.Train.WarmupFraction * plan.DecaySteps));

    private void Evaluate(BertForTask model, double epoch)
    {
        if (Validate is null)
            return;
        using (report.Begin(TrainingStage.Evaluate))
        {
            model.eval();
            report.Metrics(Validate(model), epoch);
            model.train();
        }
    }
}
