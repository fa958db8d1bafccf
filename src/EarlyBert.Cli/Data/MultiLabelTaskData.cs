using EarlyBert.MLNet;
using EarlyBert.Tasks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Data;

/// <summary>The data of a task with any number of labels a row.</summary>
internal sealed record MultiLabelTaskData : TrainingData
{
    public required MultiLabelTexts Train { get; init; }

    /// <summary>Rows held out; null: none.</summary>
    public MultiLabelTexts? Dev { get; init; }

    public override int TrainRows => Train.Count;

    public override int DevRows => Dev?.Count ?? 0;

    public override IDataView TrainView(MLContext ml) => TextRows.View(ml, Train, LabelNames, Columns);

    public override IDataView? DevView(MLContext ml) => Dev is null ? null : TextRows.View(ml, Dev, LabelNames, Columns);

    public override IEstimator<TransformerChain<ITransformer>> Pipeline(MLContext ml, EarlyBertClassifierOptions options) =>
        new EstimatorChain<ITransformer>().Append((IEstimator<ITransformer>)ml.Transforms.EarlyBertClassifier(options));

    public override IReadOnlyDictionary<string, double> Score(TextClassifier classifier) => Dev is null ? new Dictionary<string, double>() : Of(Dev, classifier.Score(Dev.Texts, Dev.Pairs), classifier);

    /// <summary>Micro and macro F1, subset accuracy and Hamming loss of a model's probabilities.</summary>
    public static IReadOnlyDictionary<string, double> Of(MultiLabelTexts rows, IReadOnlyList<float[]> probabilities, TextClassifier classifier) =>
        MultiLabelMetrics.Compute(rows.Labels, [.. probabilities.Select(row => classifier.LabelsOf(row))], classifier.Labels.Count);
}
