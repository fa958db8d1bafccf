using EarlyBert.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.Cli.Data;

/// <summary>What is trained on, and how an ML.NET pipeline sees it.</summary>
internal abstract record TrainingData
{
    /// <summary>The GLUE task's name, or the training file's without extension.</summary>
    public required string Name { get; init; }

    public required ColumnNames Columns { get; init; }

    /// <summary>Label names in the order of their indices.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>What the task is scored by first; null: the library's choice.</summary>
    public string? MainMetric { get; init; }

    public abstract int TrainRows { get; }

    /// <summary>Rows held out; 0: none.</summary>
    public abstract int DevRows { get; }

    public abstract IDataView TrainView(MLContext ml);

    /// <summary>Rows held out; null: none.</summary>
    public abstract IDataView? DevView(MLContext ml);

    /// <summary>The classifier, and what belongs before and behind it.</summary>
    public abstract IEstimator<TransformerChain<ITransformer>> Pipeline(MLContext ml, EarlyBertClassifierOptions options);

    /// <summary>Scores on the rows held out, and what the model says of each; empty without any.</summary>
    public abstract ScoredRows Score(TextClassifier classifier);
}
