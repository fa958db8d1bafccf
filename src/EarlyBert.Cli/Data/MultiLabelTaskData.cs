using EarlyBert.Cli.Reports.Data;
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

    public override ScoredRows Score(TextClassifier classifier)
    {
        if (Dev is null)
            return new ScoredRows(new Dictionary<string, double>(), []);
        var probabilities = classifier.Score(Dev.Texts, Dev.Pairs);
        return new ScoredRows(Of(Dev, probabilities, classifier), PredictionsFile.Of(Dev, [.. probabilities.Select(row => classifier.LabelsOf(row))], LabelNames));
    }

    /// <summary>Micro and macro F1, subset accuracy and Hamming loss of a model's probabilities.</summary>
    public static IReadOnlyDictionary<string, double> Of(MultiLabelTexts rows, IReadOnlyList<float[]> probabilities, TextClassifier classifier) =>
        MultiLabelMetrics.Compute(rows.Labels, [.. probabilities.Select(row => classifier.LabelsOf(row))], classifier.Labels.Count);
}
