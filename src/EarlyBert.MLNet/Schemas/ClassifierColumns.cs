using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Schemas;

/// <summary>The two columns that a classifier adds, with the annotations that ML.NET's own trainers give them.</summary>
internal static class ClassifierColumns
{
    /// <summary>Place of the predicted label among the added columns.</summary>
    public const int PredictedLabel = 0;

    /// <summary>Place of the scores among the added columns.</summary>
    public const int Score = 1;

    public static DataViewSchema Make(string predictedLabelName, string scoreName, ClassNames classes)
    {
        var key = new DataViewSchema.Annotations.Builder();
        classes.Annotate(key, ClassNames.KeyValues);
        var score = new DataViewSchema.Annotations.Builder();
        classes.Annotate(score, ClassNames.SlotNames, asText: true);
        classes.Annotate(score, "TrainingLabelValues");
        score.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        // "Score" also where scores are probabilities: "Probability" means the single number of a binary classifier.
        score.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "Score".AsMemory());

        var builder = new DataViewSchema.Builder();
        builder.AddColumn(predictedLabelName, new KeyDataViewType(typeof(uint), classes.Names.Count), key.ToAnnotations());
        builder.AddColumn(scoreName, new VectorDataViewType(NumberDataViewType.Single, classes.Names.Count), score.ToAnnotations());
        return builder.ToSchema();
    }
}
