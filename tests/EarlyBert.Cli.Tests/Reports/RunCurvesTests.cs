using EarlyBert.Cli.Reports.Data;
using EarlyBert.Display;

namespace EarlyBert.Cli.Tests.Reports;

public sealed class RunCurvesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Of_SearchAndTrain_CountOnOneAxis()
    {
        var curves = RunCurves.Of([.. ToyRunFolder.Reports(search: true)]);

        Assert.Equal([("search", 0, 10), ("train", 10, 110)], curves.Stages.Select(stage => (stage.Name, stage.First, stage.Last)));
        Assert.Equal([60, 110], curves.Evaluations.Select(evaluation => evaluation.Step)); // by epochs: these evaluations name no step
    }

    [Fact]
    public void Of_PhasesOfAPretraining_FollowEachOther()
    {
        var curves = RunCurves.Of(
        [
            Step(TrainingStage.Search, 1, 200), Step(TrainingStage.Train, 1, 20), Step(TrainingStage.Train, 1, 6400), Evaluation(1, 6400), Step(TrainingStage.Train, 2, 800), Evaluation(2, 800),
        ]);

        Assert.Equal([("search", 200), ("train, phase 1", 6600), ("train, phase 2", 7400)], curves.Stages.Select(stage => (stage.Name, stage.Last)));
        Assert.Equal([6600, 7400], curves.Evaluations.Select(evaluation => evaluation.Step));
    }

    [Fact]
    public void Of_RunThatWasResumed_TellsEachStepOnce()
    {
        var curves = RunCurves.Of(
        [
            Step(TrainingStage.Search, 1, 100), Step(TrainingStage.Search, 1, 200), Step(TrainingStage.Train, 1, 100), Evaluation(1, 100), Step(TrainingStage.Train, 1, 200),
            Step(TrainingStage.Train, 1, 100), Evaluation(1, 100), Step(TrainingStage.Train, 1, 200), Step(TrainingStage.Train, 1, 300),
        ]);

        Assert.Equal([100, 200, 300], curves.Stages[1].Lines.Select(line => line.Step));
        Assert.Equal(300, Assert.Single(curves.Evaluations).Step);
    }

    [Fact]
    public void Of_RunThatWasResumedInItsSearch_ForgetsTheTrainingAfterIt()
    {
        var curves = RunCurves.Of([Step(TrainingStage.Search, 1, 100), Step(TrainingStage.Search, 1, 200), Step(TrainingStage.Train, 1, 100), Step(TrainingStage.Search, 1, 150), Step(TrainingStage.Search, 1, 200), Step(TrainingStage.Train, 1, 50)]);

        Assert.Equal([("search", 0, 200), ("train, phase 1", 200, 250)], curves.Stages.Select(stage => (stage.Name, stage.First, stage.Last)));
        Assert.Equal([100, 150, 200], curves.Stages[0].Lines.Select(line => line.Step));
    }

    [Fact]
    public void Load_TornLine_IsCountedAndLeftOut()
    {
        var path = _folder.Write("metrics.jsonl", "{\"stage\":\"train\",\"step\":1,\"steps\":2,\"loss\":0.5}\n{\"stage\":\"train\",\"st");

        var curves = CurvesFile.Load(path);

        Assert.Equal(1, curves.TornLines);
        Assert.Equal(0.5, Assert.Single(Assert.Single(curves.Stages).Lines).Loss);
    }

    [Fact]
    public void Load_NoFile_IsEmpty() => Assert.Empty(CurvesFile.Load(_folder.PathOf("nothing")).Stages);

    public void Dispose() => _folder.Dispose();

    private static TrainingProgress Step(TrainingStage stage, int phase, int step) => new() { Stage = stage, Phase = phase, Step = step, Loss = 1 };

    private static TrainingProgress Evaluation(int phase, int step) => new() { Stage = TrainingStage.Evaluate, Phase = phase, Step = step, Metrics = new Dictionary<string, double> { ["mlm_loss"] = 5 } };
}
