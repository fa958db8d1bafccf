using EarlyBert.Cli.Reports.Data;
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

    public override ScoredRows Score(TextClassifier classifier)
    {
        IReadOnlyList<float[]>? probabilities = null; // of the validation set, which is scored first
        var metrics = Scores.Of(Dev, Mismatched, Score, LabelNames.Count);
        return new ScoredRows(metrics, Dev is null || probabilities is null ? [] : PredictionsFile.Of(Dev, probabilities, LabelNames));

        IReadOnlyList<float[]> Score(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs)
        {
            var scored = classifier.Score(texts, pairs);
            probabilities ??= scored;
            return scored;
        }
    }
}
