using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Schemas;

/// <summary>The two columns that a classifier with any number of labels a row adds; places as in <see cref="ClassifierColumns"/>.</summary>
internal static class MultiLabelColumns
{
    public static DataViewSchema Make(string predictedLabelName, string scoreName, ClassNames labels)
    {
        var predicted = new DataViewSchema.Annotations.Builder();
        labels.Annotate(predicted, ClassNames.SlotNames, asText: true);
        var score = new DataViewSchema.Annotations.Builder();
        labels.Annotate(score, ClassNames.SlotNames, asText: true);
        score.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "MultiLabelClassification".AsMemory());
        score.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "Probability".AsMemory());

        var builder = new DataViewSchema.Builder();
        builder.AddColumn(predictedLabelName, new VectorDataViewType(BooleanDataViewType.Instance, labels.Names.Count), predicted.ToAnnotations());
        builder.AddColumn(scoreName, new VectorDataViewType(NumberDataViewType.Single, labels.Names.Count), score.ToAnnotations());
        return builder.ToSchema();
    }
}
