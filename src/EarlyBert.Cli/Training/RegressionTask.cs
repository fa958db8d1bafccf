using EarlyBert.Cli.Data;
using EarlyBert.Cli.Reports.Data;
using EarlyBert.MLNet;
using EarlyBert.Tasks;
using Microsoft.ML;

namespace EarlyBert.Cli.Training;

/// <summary>Coming near to numbers, through an ordinary ML.NET pipeline.</summary>
internal sealed class RegressionTask(ScoreData data) : FineTuneTask
{
    public override string Name => data.Name;

    public override string Description => FormattableString.Invariant($"numbers from {data.Train.Scores.Min():0.###} to {data.Train.Scores.Max():0.###}");

    public override int TrainRows => data.Train.Count;

    public override int DevRows => data.Dev?.Count ?? 0;

    public override FineTuned Train(MLContext ml, FineTuneRequest request, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var columns = data.Columns;
        var train = View(data.Train);
        var model = ml.Transforms.EarlyBertRegressor(new EarlyBertRegressorOptions
        {
            LabelColumnName = columns.Label,
            TextColumnName = columns.Text,
            TextPairColumnName = columns.Pair,
            EarlyBert = request.Options,
            Ticket = request.Ticket,
            ValidationSet = data.Dev is { } dev ? View(dev) : null,
            Progress = progress,
            CancellationToken = cancellation,
        }).Fit(train);
        return new FineTuned
        {
            Pipeline = model,
            InputSchema = train.Schema,
            Model = model.Regressor,
            Run = model.Result!,
            TruncatedRows = model.Result!.TruncatedRows,
            Truncation = model.Result.Truncation,
            Score = () => Scored(model.Regressor),
        };

        IDataView View(ScoredTexts rows) => TextRows.View(ml, rows.Texts, rows.Pairs, row => rows.Scores[row], columns);
    }

    private ScoredRows Scored(TextRegressor regressor)
    {
        if (data.Dev is not { } dev)
            return new ScoredRows(new Dictionary<string, double>(), []);
        var numbers = regressor.Score(dev.Texts, dev.Pairs);
        return new ScoredRows(Scores.Of(dev, (_, _) => numbers), [.. numbers.Select((number, row) => new ValuePrediction(dev.Texts[row], dev.Pairs?[row], dev.Scores[row], number))]);
    }
}
