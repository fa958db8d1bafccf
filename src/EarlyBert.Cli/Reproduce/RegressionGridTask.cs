using EarlyBert.Tasks;
using EarlyBert.Text;

namespace EarlyBert.Cli.Reproduce;

/// <summary>A regression task of GLUE: STS-B.</summary>
internal sealed class RegressionGridTask(GlueTask task, string folder) : GridTask
{
    private readonly Lazy<(ScoredTexts Train, ScoredTexts Dev)> _data = new(() => (task.ReadScores(folder, GlueSplit.Train), task.ReadScores(folder, GlueSplit.Dev)));

    public override string Name => task.Name;

    public override string Metric => task.MetricNames[0];

    public override string? Split => null;

    public override int TrainRows => _data.Value.Train.Count;

    public override int DevRows => _data.Value.Dev.Count;

    public override (double Tokens, int Inputs) Measure(WordPiece wordPiece, EarlyBertOptions options) => MeasureTexts(wordPiece, options, _data.Value.Train.Texts, _data.Value.Train.Pairs);

    public override CellOutcome Run(EarlyBertOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var (train, dev) = _data.Value;
        var result = TextRegressorTraining.Fit(train, options, ToChooseBy(options, dev), progress: progress, cancellationToken: cancellation);
        using var model = result.Regressor;
        return OutcomeOf(result, model, RegressionMetrics.Compute(dev.Scores, [.. model.Score(dev.Texts, dev.Pairs)], RegressionMetrics.Names), result.TruncatedRows, result.Truncation);
    }
}
