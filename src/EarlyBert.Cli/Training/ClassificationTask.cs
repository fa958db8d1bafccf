using EarlyBert.Cli.Data;
using EarlyBert.MLNet;
using Microsoft.ML;

namespace EarlyBert.Cli.Training;

/// <summary>Telling classes apart, or giving rows any number of labels, through an ordinary ML.NET pipeline.</summary>
internal sealed class ClassificationTask(TrainingData data) : FineTuneTask
{
    /// <summary>Texts and labels.</summary>
    public TrainingData Data => data;

    public override string Name => data.Name;

    public override string Description => $"{data.LabelNames.Count} {(data is MultiLabelTaskData ? "labels" : "classes")}";

    public override int TrainRows => data.TrainRows;

    public override int DevRows => data.DevRows;

    public override FineTuned Train(MLContext ml, FineTuneRequest request, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var columns = data.Columns;
        var options = request.Options.Clone();
        options.Train.Metric ??= data.MainMetric;
        var train = data.TrainView(ml);
        var pipeline = data.Pipeline(ml, new EarlyBertClassifierOptions
        {
            LabelColumnName = columns.Label,
            TextColumnName = columns.Text,
            TextPairColumnName = columns.Pair,
            EarlyBert = options,
            Ticket = request.Ticket,
            ValidationSet = data.DevView(ml),
            Progress = progress,
            CancellationToken = cancellation,
        }).Fit(train);
        var model = pipeline.OfType<EarlyBertClassifierTransformer>().Single();
        return new FineTuned
        {
            Pipeline = pipeline,
            InputSchema = train.Schema,
            Model = model.Classifier,
            Run = model.Result!,
            TruncatedRows = model.Result!.TruncatedRows,
            Truncation = model.Result.Truncation,
            Score = () => data.Score(model.Classifier),
        };
    }
}
