using System.Globalization;
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
internal sealed class FineTuning(TaskHead head, BatchSource source, EarlyBertOptions options, Device device, RunMonitor report, CancellationToken cancellationToken)
{
    /// <summary>Optimizer steps of one epoch.</summary>
    public int StepsPerEpoch { get; } = Math.Max(1, (source.Store.Count + (options.Train.BatchSize * options.Train.AccumulationSteps) - 1) / (options.Train.BatchSize * options.Train.AccumulationSteps));

    /// <summary>The run's options.</summary>
    public EarlyBertOptions Options => options;

    /// <summary>The run's reports.</summary>
    public RunMonitor Report => report;

    /// <summary>Scores the validation set during the training stage; null: no validation set.</summary>
    public Func<BertForTask, IReadOnlyDictionary<string, double>>? Validate { get; set; }

    /// <summary>Name of the score that tells the best evaluation.</summary>
    public string MainMetric { get; set; } = "";

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

    /// <summary>Trains the model in place; the training stage scores the validation set now and then, and may keep the best.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">How.</param>
    /// <param name="observe">Sees the number of steps done; false ends the stage. Null: nobody looks.</param>
    /// <param name="addPenaltyGradients">Adds the gradients of a penalty at each step; null: none.</param>
    /// <returns>Steps that made the weights which the model has now.</returns>
    public int Train(BertForTask model, StagePlan plan, Func<int, bool>? observe = null, Action? addPenaltyGradients = null)
    {
        var train = options.Train;
        model.train();
        using var optimizer = new AdamW(model.named_parameters(), train.WeightDecay, train.AdamForm);
        using var best = plan.Stage == TrainingStage.Train && train.ChoosesBest ? new BestWeights(train.Patience) : null;
        var schedule = ScheduleOf(plan);
        var trainer = new Trainer<TrainingBatch>(batch => head.Loss(model.call(batch.Input), batch.Labels), optimizer, schedule.At, train.ClipNorm, train.AccumulationSteps)
        {
            AddPenaltyGradients = addPenaltyGradients,
            LogEvery = train.LogEvery,
        };
        var done = 0;
        using var stage = report.Begin(plan.Stage, plan.Steps, StepsPerEpoch);
        trainer.Run(
            source.Plan(train.BatchSize, options.Seed).Select(rows => (Func<TrainingBatch>)(() => source.Batch(rows))),
            plan.Steps,
            step =>
            {
                done = step.Step;
                stage.Step(step);
                var goesOn = observe?.Invoke(done) ?? true;
                return plan.Stage == TrainingStage.Train && IsEvaluated(done, plan.Steps) ? Evaluate(model, done, best) && goesOn : goesOn;
            },
            cancellationToken);
        model.eval();
        if (best is null || best.Step == done)
            return done;
        best.Restore(model);
        report.Say(TrainingStage.Train, string.Create(CultureInfo.InvariantCulture,
            $"{(done < plan.Steps ? $"Stopped after {done} of {plan.Steps} steps; the" : "The")} weights are those of epoch {(double)best.Step / StepsPerEpoch:0.##}, whose {MainMetric} of {best.Score:0.0000} was best."));
        return best.Step;
    }

    /// <summary>Gradients of some batches' losses, without updates and without dropout.</summary>
    /// <param name="model">The model; only parameters that ask for gradients get them.</param>
    /// <param name="batches">How many batches, from the first epoch's first on.</param>
    /// <param name="observe">Sees each batch's gradients, which then go.</param>
    public void Differentiate(BertForTask model, int batches, Action observe)
    {
        model.eval();
        foreach (var rows in source.Plan(options.Train.BatchSize, options.Seed).Take(batches))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var batch = source.Batch(rows);
            head.Loss(model.call(batch.Input), batch.Labels).backward();
            observe();
            foreach (var parameter in model.parameters())
                parameter.grad = null;
        }
    }

    /// <summary>What weight decay leaves, over the first steps of a stage, of a row that no batch touches: Π(1 − lr·wd).</summary>
    public double DecayOfUnusedRows(StagePlan plan, int steps)
    {
        if (options.Train.WeightDecay == 0)
            return 1;
        var schedule = ScheduleOf(plan);
        return Enumerable.Range(0, steps).Aggregate(1.0, (left, step) => left * (1 - (schedule.At(step) * options.Train.WeightDecay)));
    }

    private LinearSchedule ScheduleOf(StagePlan plan) => new(plan.LearningRate, plan.DecaySteps, (int)Math.Round(options.Train.WarmupFraction * plan.DecaySteps));

    /// <summary>The k-th of n evaluations of an epoch comes after k/n of its steps; the last step is always scored.</summary>
    private bool IsEvaluated(int step, int last)
    {
        var inEpoch = (step - 1) % StepsPerEpoch;
        var times = (long)options.Train.EvaluationsPerEpoch;
        return step == last || (inEpoch + 1) * times / StepsPerEpoch > inEpoch * times / StepsPerEpoch;
    }

    /// <summary>Scores the validation set; false when training is to end.</summary>
    private bool Evaluate(BertForTask model, int step, BestWeights? best)
    {
        if (Validate is null)
            return true;
        using (report.Begin(TrainingStage.Evaluate))
        {
            model.eval();
            var scores = Validate(model);
            report.Metrics(scores, (double)step / StepsPerEpoch, step);
            model.train();
            return best?.Offer(model, step, scores[MainMetric]) ?? true;
        }
    }
}
