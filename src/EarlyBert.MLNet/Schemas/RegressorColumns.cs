using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Schemas;

/// <summary>The column that a regressor adds, with the annotations that ML.NET's own trainers give it.</summary>
internal static class RegressorColumns
{
    public static DataViewSchema Make(string scoreName)
    {
        var score = new DataViewSchema.Annotations.Builder();
        score.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "Regression".AsMemory());
        score.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "Score".AsMemory());
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(scoreName, NumberDataViewType.Single, score.ToAnnotations());
        return builder.ToSchema();
    }
}
