using EarlyBert.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Data;

/// <summary>The data of a task with one class a row.</summary>
internal sealed record TaskData : TrainingData
{
    public required LabelledTexts Train { get; init; }

    /// <summary>Rows held out; null: none.</summary>
    public LabelledTexts? Dev { get; init; }

    /// <summary>MNLI's second validation set, of other genres; null: the task has none.</summary>
    public LabelledTexts? Mismatched { get; init; }

    public override int TrainRows => Train.Count;

    public override int DevRows => Dev?.Count ?? 0;

    public override IDataView TrainView(MLContext ml) => TextRows.View(ml, Train, LabelNames, Columns);

    public override IDataView? DevView(MLContext ml) => Dev is null ? null : TextRows.View(ml, Dev, LabelNames, Columns);

    /// <summary>Label to key, in the order of the class indices, and back.</summary>
    public override IEstimator<TransformerChain<ITransformer>> Pipeline(MLContext ml, EarlyBertClassifierOptions options) => new EstimatorChain<ITransformer>()
        .Append(ml.Transforms.Conversion.MapValueToKey(Columns.Label, keyData: TextRows.Names(ml, LabelNames)))
        .Append(ml.Transforms.EarlyBertClassifier(options))
        .Append((IEstimator<ITransformer>)ml.Transforms.Conversion.MapKeyToValue(options.OutputColumnName));

    public override IReadOnlyDictionary<string, double> Score(TextClassifier classifier) =>
        Scores.Of(Dev, Mismatched, (texts, pairs) => classifier.Score(texts, pairs), LabelNames.Count);
}
