using Microsoft.ML;
using Microsoft.ML.Data;

namespace EarlyBert.MLNet.Schemas;

/// <summary>The two columns that a model which answers questions adds, with the types and annotations of Microsoft.ML.TorchSharp's.</summary>
internal static class AnswerColumns
{
    /// <summary>Place of the answers among the added columns.</summary>
    public const int Answer = 0;

    public static DataViewSchema Make(string answerName, string scoreName)
    {
        var score = new DataViewSchema.Annotations.Builder();
        score.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        score.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "Score".AsMemory());
        // Vectors of no fixed size: a short context has fewer answers than were asked for.
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(answerName, new VectorDataViewType(TextDataViewType.Instance));
        builder.AddColumn(scoreName, new VectorDataViewType(NumberDataViewType.Single), score.ToAnnotations());
        return builder.ToSchema();
    }
}
